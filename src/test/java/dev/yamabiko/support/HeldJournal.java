package dev.yamabiko.support;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Another journal, whose writes a test holds up or lets fail. Thread-safe. */
public final class HeldJournal implements Journal {

    private final Journal journal;
    private final List<List<Batch>> appends = new CopyOnWriteArrayList<>();
    private final List<Promise<Void>> held = new ArrayList<>();
    private final AtomicLong recordsRead = new AtomicLong();
    private boolean holding;
    private @Nullable Throwable failure;
    private @Nullable Throwable nextFailure;
    private boolean repeating;
    private @Nullable Throwable lostAnswer;
    private final List<Promise<Void>> heldAnswers = new CopyOnWriteArrayList<>();
    private volatile boolean holdingAnswers;
    private volatile @Nullable String otherEpoch;
    private volatile boolean silent;

    public HeldJournal(Journal journal) {
        this.journal = journal;
    }

    /** The batches of each append so far, also of those that are held or failed. */
    public List<List<Batch>> appends() {
        return appends;
    }

    /** Records that were read so far. */
    public long recordsRead() {
        return recordsRead.get();
    }

    /** Lets no append begin from now on. */
    public synchronized void hold() {
        holding = true;
    }

    /** Lets the appends that are held go on, and those to come. */
    public void release() {
        List<Promise<Void>> waiting;
        synchronized (this) {
            holding = false;
            waiting = List.copyOf(held);
            held.clear();
        }
        waiting.forEach(Promise::complete);
    }

    /** Lets every write fail that begins from now on; null: none. */
    public synchronized void fail(@Nullable Throwable error) {
        failure = error;
    }

    /** Lets the next append fail, and no other. */
    public synchronized void failNext(Throwable error) {
        nextFailure = error;
    }

    /** Does the next append twice, and answers with what became of it the second time: as where a member dies. */
    public synchronized void repeatNext() {
        repeating = true;
    }

    /** Does the next append, and fails: nobody hears that it is kept. */
    public synchronized void loseNextAnswer(Throwable error) {
        lostAnswer = error;
    }

    /** Keeps back what it says about extents from now on, which it has found out by then. */
    public void holdAnswers() {
        holdingAnswers = true;
    }

    /** How many answers it keeps back. */
    public int answersHeld() {
        return heldAnswers.size();
    }

    /** Gives the answers that it has kept back, and those to come. */
    public void releaseAnswers() {
        holdingAnswers = false;
        heldAnswers.forEach(Promise::complete);
    }

    /** Has another history from now on. */
    public void beginHistory(String epoch) {
        otherEpoch = epoch;
    }

    /** Gives no answer about extents, until told otherwise: fails. */
    public void keepSilent(boolean nowSilent) {
        silent = nowSilent;
    }

    @Override
    public Future<List<Appended>> append(List<Batch> batches) {
        Throwable own = takeNextFailure();
        appends.add(batches);
        if (own != null) {
            return begun().compose(v -> Future.failedFuture(own));
        }
        boolean twice = takeRepeating();
        Throwable lost = takeLostAnswer();
        return begun().compose(v -> failing() == null ? append(batches, twice) : Future.failedFuture(failing()))
                .compose(done -> lost == null ? Future.succeededFuture(done) : Future.failedFuture(lost));
    }

    private Future<List<Appended>> append(List<Batch> batches, boolean twice) {
        Future<List<Appended>> once = journal.append(batches);
        return twice ? once.compose(done -> journal.append(batches)) : once;
    }

    @Override
    public Future<Void> probe() {
        return failing() == null ? journal.probe() : Future.failedFuture(failing());
    }

    @Override
    public Future<Integer> trim(Topic topic, TopicPolicy policy) {
        return failing() == null ? journal.trim(topic, policy) : Future.failedFuture(failing());
    }

    @Override
    public String name() {
        return journal.name();
    }

    @Override
    public String durability() {
        return journal.durability();
    }

    @Override
    public Future<Void> open() {
        return journal.open();
    }

    @Override
    public String epoch() {
        String other = otherEpoch;
        return other == null ? journal.epoch() : other;
    }

    @Override
    public Future<List<Block>> read(Topic topic, long from, long to, int maxBytes) {
        return journal.read(topic, from, to, maxBytes)
                .onSuccess(blocks -> recordsRead.addAndGet(
                        blocks.stream().mapToInt(block -> block.info().count()).sum()));
    }

    @Override
    public Future<List<BlockInfo>> index(Topic topic, IndexQuery query) {
        return journal.index(topic, query);
    }

    @Override
    public Future<Map<Topic, Extent>> extents(Collection<Topic> topics) {
        return silent
                ? Future.failedFuture(new StreamError.JournalUnavailable("journal: silent"))
                : journal.extents(topics).compose(this::answer);
    }

    private <T> Future<T> answer(T found) {
        if (!holdingAnswers) {
            return Future.succeededFuture(found);
        }
        Promise<Void> promise = ((ContextInternal) Vertx.currentContext()).promise();
        heldAnswers.add(promise);
        return promise.future().map(v -> found);
    }

    @Override
    public Future<Integer> forgetKeys(long before, int newest) {
        return failing() == null ? journal.forgetKeys(before, newest) : Future.failedFuture(failing());
    }

    @Override
    public Future<Collection<Topic>> topics(String prefix) {
        return journal.topics(prefix);
    }

    @Override
    public Future<Void> close() {
        return journal.close();
    }

    private synchronized @Nullable Throwable takeNextFailure() {
        Throwable next = nextFailure;
        nextFailure = null;
        return next;
    }

    private synchronized boolean takeRepeating() {
        boolean now = repeating;
        repeating = false;
        return now;
    }

    private synchronized @Nullable Throwable takeLostAnswer() {
        Throwable lost = lostAnswer;
        lostAnswer = null;
        return lost;
    }

    private synchronized @Nullable Throwable failing() {
        return failure;
    }

    private synchronized Future<Void> begun() {
        if (!holding) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = ((ContextInternal) Vertx.currentContext()).promise();
        held.add(promise);
        return promise.future();
    }
}
