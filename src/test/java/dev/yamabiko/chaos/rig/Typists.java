package dev.yamabiko.chaos.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.editor.v1.Change;
import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.service.editor.LiveEditor;
import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Editors of one document, who type words that nobody else types, and take some of their own out again, while their
 * streams break. Used by one thread.
 */
public final class Typists {

    private static final String DOCUMENT = "tea";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** So many words there are at most; what is more is taken out. */
    private static final int MOST_WORDS = 1_000;

    private final ScheduledExecutorService scheduler;
    private final RandomGenerator random;
    private final List<LiveEditor> editors;

    /** The words that are there, in the order in which they were typed, and who has typed each. */
    private final Map<String, LiveEditor> words = new LinkedHashMap<>();

    private int edits;

    /**
     * So many, who open the document.
     *
     * @param nodes where each of them goes on; asked once for each editor
     */
    public Typists(
            int count,
            Supplier<Supplier<NodeClient>> nodes,
            ScheduledExecutorService scheduler,
            RandomGenerator random) {
        this.scheduler = scheduler;
        this.random = random;
        this.editors = IntStream.range(0, count)
                .mapToObj(number -> editor("editor-" + number, nodes.get(), scheduler, event -> {})
                        .open())
                .toList();
    }

    /** How often somebody has typed a word or taken one out. */
    public int edits() {
        return edits;
    }

    /** How often an edit was done whose editor had not heard of it when its stream broke. */
    public int foundDone() {
        return editors.stream().mapToInt(LiveEditor::foundDone).sum();
    }

    /** Somebody types a word or takes one out; now and then somebody's stream breaks. */
    public void edit() {
        if (words.size() > random.nextInt(MOST_WORDS)) {
            takeOut(words.keySet().iterator().next());
        } else {
            type("<" + edits + "😀>", editors.get(edits % editors.size()));
        }
        edits++;
        if (random.nextInt(20) == 0) {
            editors.get(random.nextInt(editors.size())).lose();
        }
    }

    /** Waits until all of them have the same text with all words in it, once; returns the last revision. */
    public long settle() {
        Await.until(
                () -> "all is kept and seen: "
                        + editors.stream().map(LiveEditor::revision).toList(),
                PATIENCE,
                () -> editors.stream().allMatch(editor -> editor.quiet(newest())));
        editors.forEach(editor -> assertThat(editor.failures()).isEmpty());
        String text = editors.get(0).text();
        editors.forEach(editor -> assertThat(editor.text()).isEqualTo(text));
        words.keySet().forEach(word -> assertThat(text.split(word, -1)).as(word).hasSize(2));
        assertThat(text).hasSize(String.join("", words.keySet()).length());
        return newest();
    }

    /** Who reads all edits from the beginning comes to the same text, and sees each request of a client once. */
    public void checkHistory(NodeClient node) {
        Map<String, Long> done = new ConcurrentHashMap<>();
        List<String> wrong = new CopyOnWriteArrayList<>();
        StringBuilder replayed = new StringBuilder();
        LiveEditor reader = editor("reader", () -> node, scheduler, event -> {
            Change change = event.getChange();
            if (event.hasChange() && done.merge(change.getClientId(), 1L, Long::sum) != change.getSequence()) {
                wrong.add("another sequence: " + event);
            }
            apply(replayed, change);
        });
        reader.openAtBeginning();
        Await.until("all revisions again", PATIENCE, () -> reader.revision() == newest());
        reader.leave();
        assertThat(wrong).isEmpty();
        assertThat(reader.failures()).isEmpty();
        assertThat(replayed.toString()).isEqualTo(editors.get(0).text());
    }

    /** All of them go away. */
    public void leave() {
        editors.forEach(LiveEditor::leave);
    }

    private static LiveEditor editor(
            String client,
            Supplier<NodeClient> nodes,
            ScheduledExecutorService scheduler,
            Consumer<EditEvent> listener) {
        return new LiveEditor(DOCUMENT, client, () -> nodes.get().channel(), scheduler, listener);
    }

    private void type(String word, LiveEditor editor) {
        Await.until("a text to type into", PATIENCE, () -> editor.type(word, this::betweenWords));
        words.put(word, editor);
    }

    private void takeOut(String word) {
        LiveEditor editor = words.remove(word);
        editor.takeOut(word);
    }

    private int betweenWords(String text) {
        int end = text.indexOf('>', random.nextInt(text.length() + 1));
        return end < 0 ? 0 : text.codePointCount(0, end + 1);
    }

    private long newest() {
        return editors.stream().mapToLong(LiveEditor::revision).max().orElse(0);
    }

    private static void apply(StringBuilder text, Change change) {
        int at = 0;
        for (Component component : change.getOperationList()) {
            switch (component.getKindCase()) {
                case RETAIN -> at = text.offsetByCodePoints(at, component.getRetain());
                case INSERT -> {
                    text.insert(at, component.getInsert());
                    at += component.getInsert().length();
                }
                default -> text.delete(at, text.offsetByCodePoints(at, component.getDelete()));
            }
        }
    }
}
