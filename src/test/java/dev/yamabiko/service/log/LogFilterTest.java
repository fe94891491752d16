package dev.yamabiko.service.log;

import static dev.yamabiko.service.WireBytes.wire;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.service.WireBytes;
import dev.yamabiko.stream.Filter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class LogFilterTest {

    @ParameterizedTest
    @CsvSource({"TRACE,TRACE,true", "WARN,INFO,false", "WARN,WARN,true", "WARN,FATAL,true", "FATAL,ERROR,false"})
    void shouldTakeALevelAndGraverOnes(LogLevel wanted, String level, boolean taken) {
        assertThat(takes(filter(wanted, 0, 10), LogEntry.newBuilder().setLevel(level)))
                .isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({"4,false", "5,true", "7,true", "9,true", "10,false"})
    void shouldTakeTimesOfARangeWithBothItsEnds(long time, boolean taken) {
        assertThat(takes(filter(LogLevel.TRACE, 5, 9), LogEntry.newBuilder().setTimestamp(time)))
                .isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "err,'an ERROR here',true",
        "ERR,'an error here',true",
        "error,'an eror',false",
        "größe,'Die GRÖSSE',true",
        "GRÖßE,'die größe',true",
        "STRASSE,'die straße',true",
        "σίσυφος,'Ο ΣΊΣΥΦΟΣ',true",
        "ΣΊΣΥΦΟΣ,'σίσυφος',true",
        "日本,'東京 日本 大阪',true",
        "🏔,'up the 🏔 hill',true",
        "é,'e',false",
        "'a b','A B',true"
    })
    void shouldFindTextInAnyCase(String text, String message, boolean taken) {
        assertThat(takes(Condition.parse(text), LogEntry.newBuilder().setMessage(message)))
                .isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "user=ann,true",
        "user=Ann,false",
        "user=an,false",
        "user=,false",
        "user!=ann,false",
        "user!=bob,true",
        "other=x,false",
        "other!=x,true",
        "other=,false",
        "empty=,true",
        "empty!=,false",
        "a.b-c_1=x=y,true",
        "greek=ΣΊΣΥΦΟΣ,true",
        "source_file=Main.java,true",
        "source_file!=Main.java,false",
        "source_file=,false",
        "source_file!=Other.java,true"
    })
    void shouldCompareFieldsAndTheSourceFile(String condition, boolean taken) {
        LogEntry.Builder entry = LogEntry.newBuilder()
                .setMessage("user=zoe")
                .setSourceFile("Main.java")
                .putFields("user", "ann")
                .putFields("empty", "")
                .putFields("a.b-c_1", "x=y")
                .putFields("greek", "ΣΊΣΥΦΟΣ");

        assertThat(takes(Condition.parse(condition), entry)).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({"source_file=,true", "source_file!=,false", "source_file=x,false", "source_file!=x,true"})
    void shouldTreatAMissingSourceFileAsAnEmptyOne(String condition, boolean taken) {
        Condition compares = Condition.parse(condition);

        assertThat(takes(compares, LogEntry.newBuilder())).isEqualTo(taken);
        assertThat(takes(compares, wire().text(5, ""))).isEqualTo(taken);
    }

    @Test
    void shouldLookInTheFieldsForASourceFileOnlyWhereTheEntryHasNone() {
        Condition compares = Condition.parse("source_file=a");

        assertThat(takes(compares, LogEntry.newBuilder().putFields("source_file", "a")))
                .isTrue();
        assertThat(takes(compares, LogEntry.newBuilder().setSourceFile("b").putFields("source_file", "a")))
                .isFalse();
        assertThat(takes(compares, wire().pair(7, "source_file", "b").text(5, "a")))
                .isTrue();
        assertThat(takes(compares, wire().text(5, "a").pair(7, "source_file", "b")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'a b=c'", "'=c'", "'größe=1'", "'!=x'", "'(a)=b'"})
    void shouldTakeForTextWhatHasNoKeyBeforeItsSign(String text) {
        assertThat(Condition.parse(text)).isInstanceOf(Condition.Contains.class);
        assertThat(takes(Condition.parse(text), LogEntry.newBuilder().setMessage(">" + text + "<")))
                .isTrue();
    }

    @Test
    void shouldTakeALongKeyForText() {
        assertThat(Condition.parse("k".repeat(128) + "=v")).isInstanceOf(Condition.Compares.class);
        assertThat(Condition.parse("k".repeat(129) + "=v")).isInstanceOf(Condition.Contains.class);
    }

    @Test
    void shouldGoByTheLastOfAFieldThatComesTwice() {
        WireBytes twice = wire().varint(1, 1)
                .varint(1, 7)
                .text(2, "FATAL")
                .text(2, "DEBUG")
                .text(4, "first")
                .text(4, "last")
                .text(5, "a")
                .text(5, "b")
                .pair(7, "k", "1")
                .pair(7, "k", "2")
                .bytes(
                        7,
                        wire().text(1, "x")
                                .text(1, "y")
                                .text(2, "3")
                                .text(2, "4")
                                .toBytes());

        assertThat(takes(filter(LogLevel.INFO, 0, 9), twice)).isFalse();
        assertThat(takes(filter(LogLevel.DEBUG, 7, 7), twice)).isTrue();
        assertThat(takes(filter(LogLevel.DEBUG, 0, 6), twice)).isFalse();
        assertThat(List.of("last", "source_file=b", "k=2", "k!=1", "y=4", "x!=4"))
                .allMatch(condition -> takes(Condition.parse(condition), twice));
        assertThat(List.of("first", "source_file=a", "k=1", "y=3", "x=4"))
                .noneMatch(condition -> takes(Condition.parse(condition), twice));
    }

    @Test
    void shouldTakeAPairWithoutAValueForAnEmptyOne() {
        WireBytes entry = wire().bytes(7, wire().text(1, "k").toBytes());

        assertThat(takes(Condition.parse("k="), entry)).isTrue();
        assertThat(takes(Condition.parse("k!="), entry)).isFalse();
    }

    @Test
    void shouldDemandThatAllConditionsHold() {
        LogFilter both =
                new LogFilter(LogLevel.TRACE, 0, 9, List.of(Condition.parse("hello"), Condition.parse("user=ann")));
        LogEntry.Builder entry = LogEntry.newBuilder().setMessage("Hello");

        assertThat(takes(both, entry)).isFalse();
        assertThat(takes(both, entry.putFields("user", "ann"))).isTrue();
    }

    @Test
    void shouldBeEqualWhereItTakesTheSame() {
        LogFilter one = new LogFilter(LogLevel.WARN, 1, 2, List.of(Condition.parse("Text"), Condition.parse("k=v")));
        LogFilter other = new LogFilter(LogLevel.WARN, 1, 2, List.of(Condition.parse("tEXT"), Condition.parse("k=v")));

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(new LogFilter(LogLevel.WARN, 1, 2, List.of(Condition.parse("k!=v"))));
    }

    @Test
    void shouldBecomeTheFilterThatTakesEverythingWhereItDoes() {
        assertThat(new LogFilter(LogLevel.TRACE, Long.MIN_VALUE, Long.MAX_VALUE, List.of()).simplified())
                .isSameAs(Filter.ALL);
        assertThat(List.of(
                        filter(LogLevel.DEBUG, Long.MIN_VALUE, Long.MAX_VALUE),
                        filter(LogLevel.TRACE, 1, Long.MAX_VALUE),
                        filter(LogLevel.TRACE, Long.MIN_VALUE, 1)))
                .allMatch(filter -> filter.simplified() == filter);
    }

    private static LogFilter filter(LogLevel level, long minTime, long maxTime) {
        return new LogFilter(level, minTime, maxTime, List.of());
    }

    private static boolean takes(LogFilter filter, LogEntry.Builder entry) {
        byte[] bytes = entry.build().toByteArray();
        return filter.test(bytes, 0, bytes.length);
    }

    private static boolean takes(LogFilter filter, WireBytes entry) {
        return filter.test(entry.toBytes(), 0, entry.toBytes().length);
    }

    private static boolean takes(Condition condition, LogEntry.Builder entry) {
        byte[] bytes = entry.build().toByteArray();
        return takes(condition, bytes);
    }

    private static boolean takes(Condition condition, WireBytes entry) {
        return takes(condition, entry.toBytes());
    }

    /** In the middle of other bytes, where it stands in a block. */
    private static boolean takes(Condition condition, byte[] bytes) {
        byte[] block = new byte[bytes.length + 20];
        Arrays.fill(block, (byte) 0xFF);
        System.arraycopy(bytes, 0, block, 7, bytes.length);
        return condition.test(block, 7, 7 + bytes.length);
    }
}
