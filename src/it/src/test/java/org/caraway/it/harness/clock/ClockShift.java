package org.caraway.it.harness.clock;

import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Adds a constant to whatever a class reads from the system's clock. Thread-safe.
 *
 * <p>{@code System.currentTimeMillis()} is native, so its callers are changed: the shift is added to what it returned.
 * {@code Clock.currentInstant()}, which all of {@code java.time} comes from, reads a finer clock and gets the shift at
 * its end. {@code System.nanoTime()} stays as it is, as it does when somebody sets a clock.
 */
public final class ClockShift implements ClassFileTransformer {

    private static final String CLOCK = "java/time/Clock";
    private static final byte[] CALL = "currentTimeMillis".getBytes(StandardCharsets.US_ASCII);

    private final long millis;

    /** Called by {@link ClockShiftAgent}. */
    public ClockShift(long millis) {
        this.millis = millis;
    }

    @Override
    @SuppressWarnings("ReturnsNullCollection") // null means "unchanged" here
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        boolean clock = CLOCK.equals(name);
        if (!clock && !contains(bytes)) {
            return null;
        }
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Shifting(writer, clock), 0);
        return writer.toByteArray();
    }

    private static boolean contains(byte[] bytes) {
        for (int start = 0; start <= bytes.length - CALL.length; start++) {
            int same = 0;
            while (same < CALL.length && bytes[start + same] == CALL[same]) {
                same++;
            }
            if (same == CALL.length) {
                return true;
            }
        }
        return false;
    }

    private final class Shifting extends ClassVisitor {

        private final boolean clock;

        Shifting(ClassWriter writer, boolean clock) {
            super(Opcodes.ASM9, writer);
            this.clock = clock;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            if (clock) {
                return name.equals("currentInstant") ? new AtTheEnd(next) : next;
            }
            return new AfterTheCall(next);
        }
    }

    private final class AfterTheCall extends MethodVisitor {

        AfterTheCall(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            if (owner.equals("java/lang/System") && name.equals("currentTimeMillis")) {
                visitLdcInsn(millis);
                visitInsn(Opcodes.LADD);
            }
        }
    }

    private final class AtTheEnd extends MethodVisitor {

        AtTheEnd(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.ARETURN) {
                visitLdcInsn(TimeUnit.MILLISECONDS.toSeconds(millis));
                super.visitMethodInsn(
                        Opcodes.INVOKEVIRTUAL, "java/time/Instant", "plusSeconds", "(J)Ljava/time/Instant;", false);
            }
            super.visitInsn(opcode);
        }
    }
}
