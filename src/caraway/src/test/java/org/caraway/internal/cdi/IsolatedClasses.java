package org.caraway.internal.cdi;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** The classes of the tests once more, some libraries left out, which tells what was loaded. */
public final class IsolatedClasses extends URLClassLoader {

    private final Queue<String> loaded = new ConcurrentLinkedQueue<>();

    private IsolatedClasses(URL[] urls) {
        super(urls, ClassLoader.getPlatformClassLoader());
    }

    /** Without the libraries whose file names contain this. */
    public static IsolatedClasses without(String library) {
        return new IsolatedClasses(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .filter(path -> !path.getFileName().toString().contains(library))
                        .map(IsolatedClasses::urlOf)
                        .toArray(URL[]::new));
    }

    private static URL urlOf(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> found = super.findClass(name);
        loaded.add(name);
        return found;
    }

    /** The classes with this prefix that were loaded. */
    public List<String> loaded(String prefix) {
        return loaded.stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** Runs a class of this name among these. */
    public Object run(Class<? extends Callable<String>> type) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(this);
        try {
            Constructor<?> constructor = loadClass(type.getName()).getDeclaredConstructor();
            constructor.setAccessible(true);
            return ((Callable<?>) constructor.newInstance()).call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
