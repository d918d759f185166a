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
 * Tells other nodes of due tasks, and this node's worker of theirs, so that none has to wait for the next poll.
 * Thread-safe.
 *
 * <p>What is committed here within five milliseconds goes out as one message, from one background loop: a notification
 * in the business transaction itself would take a lock on the whole database at its commit. Tasks that are due later
 * than the next poll need none.
 *
 * <p>Listening can fail silently: a connection pooler in transaction mode accepts {@code LISTEN} and delivers nothing,
 * a firewall drops an idle connection. So this node sends itself a message, a ping, every half minute and expects to
 * hear it. When it does not, the line is opened anew, and the log says, once, that tasks of other nodes are found by
 * polling meanwhile. Whatever went by while nobody listened is made up for: with each new line the worker looks for due
 * tasks.
 *
 * <p>One loop sends the ping, another hears it. They share two values, each written by one of them: the number of the
 * ping that is wanted, and the last one that was sent, with its instant. Only what was sent says something about the
 * line: one that cannot be sent is the database's affair, and the line stays open meanwhile. A flag that the sender
 * took down would lose a ping that is wanted for a new line while the one for the old is on its way.
 */
public final class NodeSignals implements QueueSignals.Listener {

    private static final System.Logger LOG = System.getLogger(NodeSignals.class.getName());
    private static final Duration GAP = Duration.ofMillis(5);
    private static final Duration TEST_GAP = Duration.ofSeconds(30);
    private static final Duration TEST_PATIENCE = Duration.ofSeconds(5);
    private static final Ping NO_PING = new Ping(0, 0);
    private static final Duration HEARING = Duration.ofMillis(500);
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
    private final AtomicLong wantedPing = new AtomicLong(); // written by the hearing loop
    private volatile Ping sentPing = NO_PING; // written by the telling loop
    private volatile State state = State.CLOSED;
    // the rest is confined to the hearing loop
    private NodeChannel.@Nullable Line line;
    private long wantedNanos;
    private boolean answered;
    private boolean proved;

    /** A message to this node itself. */
    private record Ping(long number, long sentNanos) {}

    /** Whether messages of other nodes are heard. */
    public enum State {
        /** Nobody has begun to listen. */
        CLOSED,
        /** A message of this node's own was heard lately. */
        LISTENING,
        /** It was not: other nodes' tasks are found by polling. */
        POLLING
    }

    /** Signals over this channel; nothing is sent or heard yet. */
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

    /** Closes the line on its own thread. */
    private final class Receiver implements Loop.Step {

        @Override
        public Duration run() {
            return receive();
        }

        @Override
        public void release() {
            closeLine();
        }
    }

    private Duration receive() {
        NodeChannel.Line open = line;
        try {
            if (open == null) {
                open = channel.listen();
                line = open;
                proved = false;
                signals.dueElsewhere(null); // for what went by while nobody listened
                test();
            }
            open.hear(HEARING).forEach(this::heard);
            return checkTest();
        } catch (QueueUnavailableException away) {
            closeLine();
            fallBack("the database does not answer");
            throw away;
        } catch (CarawayException impossible) {
            closeLine();
            fallBack(impossible.getMessage());
            return testGap;
        } catch (RuntimeException | Error unexpected) {
            closeLine();
            fallBack("an unexpected failure");
            throw unexpected;
        }
    }

    private void heard(String text) {
        NodeMessage message = NodeMessage.of(text);
        if (!message.sender().equals(id)) {
            message.queues().forEach(signals::dueElsewhere);
        } else if (message.queues().isEmpty()) {
            answered = true;
            proved = true;
            if (state != State.LISTENING) {
                state = State.LISTENING;
                LOG.log(INFO, () -> "Tasks of other nodes are heard of at once");
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

    /** Gives up a line on which the ping was not heard; one that has worked before is likely to work again at once. */
    private Duration reopen() {
        closeLine();
        if (proved) {
            fallBack("the connection that listened delivers nothing any more");
            return Duration.ZERO;
        }
        fallBack("a message of this node's own was not heard; a connection pooler in transaction mode delivers none");
        return testGap;
    }

    private void fallBack(@Nullable String why) {
        if (state != State.POLLING) {
            state = State.POLLING;
            LOG.log(
                    WARNING,
                    () -> "Tasks of other nodes are found by polling, every " + pollInterval + ", until messages are"
                            + " heard again: " + why);
        }
    }

    /**
     * On the loop's own thread: Payara would keep a connection, and the application with it, that another thread
     * closes.
     */
    private void closeLine() {
        NodeChannel.Line open = line;
        line = null;
        if (open != null) {
            open.close();
        }
    }
}
