package org.caraway.internal.engine.signal;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.signal.NodeChannel;
import org.caraway.internal.store.signal.QueueSignals;
import org.jspecify.annotations.Nullable;

/**
 * Notifies other nodes of due tasks, and this node's worker of due tasks of other nodes, so that no task has to wait
 * for the next poll. Thread-safe.
 *
 * <p>A background loop sends one message for all commits of this node within five milliseconds: a notification inside
 * the business transaction would lock the whole database at its commit. Tasks that are due later than the next poll
 * need no message.
 *
 * <p>Listening can fail silently: a connection pooler in transaction mode accepts {@code LISTEN} and delivers nothing,
 * a firewall drops an idle connection. So this node sends itself a message, a ping, every half minute and expects to
 * receive it. If it does not, it opens a new listener, and the log reports once that tasks of other nodes are found by
 * polling meanwhile. For the messages that were lost meanwhile, the worker searches for due tasks after each opening of
 * a listener.
 *
 * <p>One loop sends the ping, another receives it. They share two values, each written by one of them: the number of
 * the requested ping, and the number and time of the last ping sent. Only a ping that was sent tests the listener: if
 * it cannot be sent, the database is the cause, and the listener stays open. A flag that the sender clears instead
 * would lose the request of a ping for a new listener while the ping for the old one is being sent.
 */
public final class NodeSignals implements QueueSignals.Listener {

    private static final System.Logger LOG = System.getLogger(NodeSignals.class.getName());
    private static final Duration GAP = Duration.ofMillis(5);
    private static final Duration TEST_GAP = Duration.ofSeconds(30);
    private static final Duration TEST_PATIENCE = Duration.ofSeconds(5);
    private static final Ping NO_PING = new Ping(0, 0);
    private static final Duration RECEIVE_TIMEOUT = Duration.ofMillis(500);
    private static final Duration LOOP_END = Duration.ofSeconds(3);

    private final String id = UUID.randomUUID().toString();
    private final NodeChannel channel;
    private final QueueSignals signals;
    private final Duration pollInterval;
    private final Duration testGap;
    private final Duration testPatience;
    private final Set<String> due = ConcurrentHashMap.newKeySet();
    private final Loop sending = new Loop("send-signals", GAP, this::send);
    private final Loop listening = new Loop("receive-signals", Duration.ZERO, new Receiver());
    private final AtomicLong wantedPing = new AtomicLong(); // written by the receiving loop
    private volatile Ping sentPing = NO_PING; // written by the sending loop
    private volatile State state = State.CLOSED;
    // the rest is confined to the receiving loop
    private NodeChannel.@Nullable Listener listener;
    private long wantedNanos;
    private boolean answered;
    private boolean proved;

    /** A message to this node itself. */
    private record Ping(long number, long sentNanos) {}

    /** Whether messages of other nodes are received. */
    public enum State {
        /** No listener was opened yet. */
        CLOSED,
        /** The latest ping was received. */
        LISTENING,
        /** The latest ping was not received: tasks of other nodes are found by polling. */
        POLLING
    }

    /** Signals over this channel; nothing is sent or received yet. */
    public NodeSignals(NodeChannel channel, QueueSignals signals, Duration pollInterval) {
        this(channel, signals, pollInterval, TEST_GAP, TEST_PATIENCE);
    }

    NodeSignals(
            NodeChannel channel, QueueSignals signals, Duration pollInterval, Duration testGap, Duration testPatience) {
        this.channel = channel;
        this.signals = signals;
        this.pollInterval = pollInterval;
        this.testGap = testGap;
        this.testPatience = testPatience;
    }

    /** Notes what is committed here from now on, for {@link #startSending} to let other nodes know. */
    public void collect() {
        signals.add(this);
    }

    /**
     * Lets other nodes know what is committed here. Not to be called while the application's beans are still being
     * initialized: Payara never forgets a managed thread that was asked for then and has used a data source, nor the
     * application's class loader.
     */
    public void startSending(Executor executor) {
        sending.start(executor);
    }

    /** Lets this node's worker know what others commit; to be called after {@link #startSending}. */
    public void startListening(Executor executor) {
        listening.start(executor);
    }

    /** Hears nothing more; messages still go out. */
    public void stopListening() {
        listening.requestStop();
        await(listening);
        state = State.CLOSED;
    }

    /** Tells what is left, and nothing more. */
    public void stop() {
        signals.remove(this);
        sending.requestStop();
        await(sending);
        try {
            send();
        } catch (CarawayException away) {
            LOG.log(INFO, () -> "The other nodes find released tasks by polling: " + away.getMessage());
        }
    }

    private static void await(Loop loop) {
        try {
            loop.awaitStop(LOOP_END);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How this node learns of other nodes' tasks at the moment. */
    public State state() {
        return state;
    }

    @Override
    public void due(String queue, Duration delay) {
        if (delay.compareTo(pollInterval) < 0) {
            due.add(queue);
            sending.wake();
        }
    }

    private Duration send() {
        long wanted = wantedPing.get();
        if (wanted != sentPing.number()) {
            channel.send(NodeMessage.ping(id).text());
            sentPing = new Ping(wanted, System.nanoTime());
        }
        Set<String> queues = Set.copyOf(due);
        if (!queues.isEmpty()) {
            due.removeAll(queues);
            boolean told = false;
            try {
                channel.send(NodeMessage.due(id, queues).text());
                told = true;
            } finally {
                if (!told) {
                    due.addAll(queues);
                }
            }
        }
        return Duration.ofMinutes(1);
    }

    /** Closes the listener on the thread of its loop. */
    private final class Receiver implements Loop.Step {

        @Override
        public Duration run() {
            return receive();
        }

        @Override
        public void release() {
            closeListener();
        }
    }

    private Duration receive() {
        NodeChannel.Listener open = listener;
        try {
            if (open == null) {
                open = channel.listen();
                listener = open;
                proved = false;
                signals.dueElsewhere(null); // for messages that were lost meanwhile
                test();
            }
            open.receive(RECEIVE_TIMEOUT).forEach(this::received);
            return checkTest();
        } catch (QueueUnavailableException away) {
            closeListener();
            fallBack("the database does not answer");
            throw away;
        } catch (CarawayException impossible) {
            closeListener();
            fallBack(impossible.getMessage());
            return testGap;
        } catch (RuntimeException | Error unexpected) {
            closeListener();
            fallBack("an unexpected failure");
            throw unexpected;
        }
    }

    private void received(String text) {
        NodeMessage message = NodeMessage.of(text);
        if (!message.sender().equals(id)) {
            message.queues().forEach(signals::dueElsewhere);
        } else if (message.queues().isEmpty()) {
            answered = true;
            proved = true;
            if (state != State.LISTENING) {
                state = State.LISTENING;
                LOG.log(INFO, () -> "Messages from other nodes are received");
            }
        }
    }

    private void test() {
        wantedNanos = System.nanoTime();
        answered = false;
        wantedPing.incrementAndGet();
        sending.wake();
    }

    private Duration checkTest() {
        Ping sent = sentPing;
        if (answered) {
            if (isOver(testGap, wantedNanos)) {
                test();
            }
        } else if (sent.number() != wantedPing.get()) {
            if (isOver(testPatience, wantedNanos)) {
                fallBack("the database does not take a message of this node's own, which is tried again");
            }
        } else if (isOver(testPatience, sent.sentNanos())) {
            return reopen();
        }
        return Duration.ZERO;
    }

    private static boolean isOver(Duration time, long sinceNanos) {
        return System.nanoTime() - sinceNanos >= time.toNanos();
    }

    /** Closes a listener that did not receive the ping. If it has worked before, a new one is opened immediately. */
    private Duration reopen() {
        closeListener();
        if (proved) {
            fallBack("the connection that listened delivers nothing any more");
            return Duration.ZERO;
        }
        fallBack("a message of this node's own was not received; a connection pooler in transaction mode delivers"
                + " none");
        return testGap;
    }

    private void fallBack(@Nullable String why) {
        if (state != State.POLLING) {
            state = State.POLLING;
            LOG.log(
                    WARNING,
                    () -> "Tasks of other nodes are found by polling, every " + pollInterval + ", until messages are"
                            + " received again: " + why);
        }
    }

    /**
     * Runs on the loop's thread: if another thread closes the connection, Payara keeps it, and the application with it,
     * in memory.
     */
    private void closeListener() {
        NodeChannel.Listener open = listener;
        listener = null;
        if (open != null) {
            open.close();
        }
    }
}
