package dev.yamabiko.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines in the shapes that real logs have, and what they say about themselves. "Now" is 2024-06-15T12:00:00Z. */
class LineStampsTest {

    private static final Clock NOW = Clock.fixed(Instant.parse("2024-06-15T12:00:00Z"), ZoneOffset.UTC);

    private final LineStamps stamps = new LineStamps(new Moments(ZoneOffset.UTC, NOW));

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\u0001', textBlock = """
            [Sun Mar 05 04:47:44 2023] [notice] child init ok                        ~ 2023-03-05T04:47:44Z     ~ INFO
            [Sun Mar 05 04:47:44 2023] [error] mod_x child in error state 6          ~ 2023-03-05T04:47:44Z     ~ ERROR
            [Sun Mar 05 04:47:44.123456 2023] [core:warn] [pid 7] text               ~ 2023-03-05T04:47:44.123Z ~ WARN
            Sun Mar  5 04:47:44 2023 error: disk                                     ~ 2023-03-05T04:47:44Z     ~ ERROR
            Jun 14 15:16:01 box sshd(pam_unix)[19939]: authentication failure;       ~ 2024-06-14T15:16:01Z     ~
            Jun  4 15:16:01 box sshd[24]: error: Received disconnect from 192.0.2.1  ~ 2024-06-04T15:16:01Z     ~ ERROR
            Jun 14 15:16:01 box sshd[24]: fatal: Write failed                        ~ 2024-06-14T15:16:01Z     ~ FATAL
            Jun 14 15:16:01 box xinetd[4]: warning: no address                       ~ 2024-06-14T15:16:01Z     ~ WARN
            Jun 16 15:16:01 box kernel: an error has been seen                       ~ 2023-06-16T15:16:01Z     ~
            Feb 29 01:02:03 box cron[1]: leap                                        ~ 2024-02-29T01:02:03Z     ~
            <34>Oct 11 22:14:15 box su: failed for x                                 ~ 2023-10-11T22:14:15Z     ~ FATAL
            <30>2024-05-01T12:00:00.5+02:00 box app: text                            ~ 2024-05-01T10:00:00.500Z ~ INFO
            <165>1 2023-10-11T22:14:15.003Z box app 1 ID47 - text                    ~ 2023-10-11T22:14:15.003Z ~ INFO
            <27>1 - box app - - - no time                                            ~ 1970-01-01T00:00:00Z     ~ ERROR
            """)
    void shouldReadServersAndSyslog(String line, Instant time, LogLevel level) {
        check(line, time, level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\u0001', textBlock = """
            230911 203615 148 INFO dfs.Node$Responder: Responder 1 for block         ~ 2023-09-11T20:36:15Z     ~ INFO
            230911 203615 26347 WARN dfs.DataSet: unexpected error                   ~ 2023-09-11T20:36:15Z     ~ WARN
            23/06/09 20:10:40 INFO executor.Backend: Registered                      ~ 2023-06-09T20:10:40Z     ~ INFO
            23/06/09 20:10:40 ERROR executor.Executor: lost                          ~ 2023-06-09T20:10:40Z     ~ ERROR
            2023-07-29 17:41:44,747 - INFO  [Peer[myid=1]/0:0:0:0:2181:Fast@774] - x ~ 2023-07-29T17:41:44.747Z ~ INFO
            2023-07-29 17:41:44,747 - root.sub - WARNING - text                      ~ 2023-07-29T17:41:44.747Z ~ WARN
            2023-09-28 04:30:30, Info                  CBS    Loaded ERROR Stack     ~ 2023-09-28T04:30:30Z     ~ INFO
            2023-09-28 04:30:31, Error                 CSI    0001 failed            ~ 2023-09-28T04:30:31Z     ~ ERROR
            api.log.1.2023-05-16_13:53:08 2023-05-16 00:00:00.008 257 INFO nova.x [r] ~ 2023-05-16T00:00:00.008Z ~ INFO
            2024-05-01T12:00:00Z hello                                               ~ 2024-05-01T12:00:00Z     ~
            2024-05-01T12:00:00.123456789+09:00 ERROR hello                          ~ 2024-05-01T03:00:00.123Z ~ ERROR
            2024-05-01 12:00:00 +0200 [warn] hello                                   ~ 2024-05-01T10:00:00Z     ~ WARN
            2024-05-01 12:00:00.123 UTC [99] ERROR:  relation does not exist         ~ 2024-05-01T12:00:00.123Z ~ ERROR
            2024-05-01T12:00:00Z -12 degrees                                         ~ 2024-05-01T12:00:00Z     ~
            2024/05/01 12:00:00 [crit] 1#1: *2 open() failed                         ~ 2024-05-01T12:00:00Z     ~ FATAL
            2024-05-01 12:00:00.123  WARN 1 --- [main] o.s.App : text                ~ 2024-05-01T12:00:00.123Z ~ WARN
            2024-05-01 12:00:00,123 [http-nio-1] DEBUG a.b.C - text                  ~ 2024-05-01T12:00:00.123Z ~ DEBUG
            [2024-05-01 12:00:00,123] TRACE text                                     ~ 2024-05-01T12:00:00.123Z ~ TRACE
            ERROR [2024-05-01 12:00:00,123] a.b.C: text                              ~ 2024-05-01T12:00:00.123Z ~ ERROR
            [SEVERE] 2024-05-01 12:00:00 text                                        ~ 2024-05-01T12:00:00Z     ~ ERROR
            web-1  | 2024-05-01 12:00:00 INFO text                                   ~ 2024-05-01T12:00:00Z     ~ INFO
            """)
    void shouldReadPrograms(String line, Instant time, LogLevel level) {
        check(line, time, level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\u0001', textBlock = """
            2024-05-01T12:00:00Z level=warning msg=x                                 ~ 2024-05-01T12:00:00Z     ~ WARN
            time="2024-05-01T12:00:00Z" level=error msg="a \\"quoted\\" b"           ~ 2024-05-01T12:00:00Z     ~ ERROR
            ts=1714564800.25 caller=x.go:1 level=debug                               ~ 2024-05-01T12:00:00.250Z ~ DEBUG
            {"ts":1714564800,"level":"info","msg":"x"}                               ~ 2024-05-01T12:00:00Z     ~ INFO
            {"a":{"level":"fatal"},"level":50,"time":1714564800123}                  ~ 2024-05-01T12:00:00.123Z ~ ERROR
            {"@timestamp":"2024-05-01T12:00:00.1Z","severity":"ALERT"                ~ 2024-05-01T12:00:00.100Z ~ FATAL
            1714564800 WARN text                                                     ~ 2024-05-01T12:00:00Z     ~ WARN
            1714564800.123    310 192.0.2.1 TCP_MISS/200                             ~ 2024-05-01T12:00:00.123Z ~
            1714564800123 [err] text                                                 ~ 2024-05-01T12:00:00.123Z ~ ERROR
            [1714564800] text                                                        ~ 2024-05-01T12:00:00Z     ~
            E0501 12:00:00.123456       1 file.go:12] text                           ~ 2024-05-01T12:00:00.123Z ~ ERROR
            192.0.2.7 - bob [01/May/2024:12:00:00 +0200] "GET /error HTTP/1.1" 500 1 ~ 2024-05-01T10:00:00Z     ~
            [ERROR] Failed to execute goal                                           ~ 1970-01-01T00:00:00Z     ~ ERROR
            WARNING:root:text                                                        ~ 1970-01-01T00:00:00Z     ~ WARN
            fatal: not a git repository                                              ~ 1970-01-01T00:00:00Z     ~ FATAL
            12:00:00.123 [main] INFO a.b.C -- text                                   ~ 1970-01-01T00:00:00Z     ~ INFO
            """)
    void shouldReadPairsNumbersAndBareLevels(String line, Instant time, LogLevel level) {
        check(line, time, level);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\r",
                "\tat a.b.C.method(C.java:12)",
                "Caused by: java.io.IOException: ERROR",
                "an error happened at 12:00",
                "Error handling is hard",
                "INFORMATION about the matter",
                "ERROR in the middle of a thought",
                "Since 2024-05-01 12:00:00 it has been raining",
                "[section] of a configuration",
                "key = value",
                "a=b",
                "{not json}",
                "{\"level\":\"loud\"}",
                "99999999999 bottles",
                "12345 INFO text",
                "2024-13-01 12:00:00 month",
                "2024-02-30T12:00:00Z day",
                "2024-05-01 24:00:00 hour",
                "1969-12-31T23:59:59Z before the epoch",
                "Jun 31 12:00:00 box app: no such day",
                "<999>Jun 14 15:16:01 box app: no such priority",
                "230911 253615 148 INFO no such hour",
                "E0501 12:00:00 no fraction",
                "\u65e5\u672c\u8a9e",
                "\u0000\u0001\u0002"
            })
    void shouldNotTakeTextForATimeOrALevel(String line) {
        assertThat(stamps.of(line)).isEqualTo(LineStamp.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-05-01T12:00:00Z user pressed the ERROR button",
                "2024-05-01T12:00:00Z error reading file",
                "2024-05-01 12:00:00 the level=info of the river",
                "2024-05-01T12:00:00Z GET /warn",
                "2024-05-01T12:00:00Z errors: 3",
                "2024-05-01T12:00:00Z [id 7] found WARN",
                "2024-05-01T12:00:00Z a - b - ERROR"
            })
    void shouldTakeALevelOnlyWhereItStandsAsOne(String line) {
        assertThat(stamps.of(line)).isEqualTo(new LineStamp(1_714_564_800_000L, null));
    }

    @Test
    void shouldReadTheFirstLineOfAFileThatBeginsWithAByteOrderMark() {
        assertThat(stamps.of("\ufeff2024-05-01T12:00:00Z ERROR x"))
                .isEqualTo(new LineStamp(1_714_564_800_000L, LogLevel.ERROR));
    }

    @Test
    void shouldReadATimeWithoutAZoneInTheZoneItIsTold() {
        LineStamps inTokyo = new LineStamps(new Moments(ZoneId.of("Asia/Tokyo"), NOW));

        assertThat(inTokyo.of("2024-05-01 12:00:00 x").timestampMs())
                .isEqualTo(Instant.parse("2024-05-01T03:00:00Z").toEpochMilli());
        assertThat(inTokyo.of("2024-05-01 12:00:00Z x").timestampMs())
                .isEqualTo(Instant.parse("2024-05-01T12:00:00Z").toEpochMilli());
    }

    @Test
    void shouldReadATimeThatTheClocksSkippedOrRepeated() {
        LineStamps inParis = new LineStamps(new Moments(ZoneId.of("Europe/Paris"), NOW));

        assertThat(inParis.of("2024-03-31 02:30:00 skipped").timestampMs())
                .isEqualTo(Instant.parse("2024-03-31T01:30:00Z").toEpochMilli());
        assertThat(inParis.of("2023-10-29 02:30:00 repeated").timestampMs())
                .isEqualTo(Instant.parse("2023-10-29T00:30:00Z").toEpochMilli());
    }

    @Test
    void shouldTakeTheNewestYearThatIsNotInTheFuture() {
        assertThat(stamps.of("Jun 15 12:00:00 box a: now").timestampMs()).isEqualTo(NOW.millis());
        assertThat(stamps.of("Jun 15 12:05:00 box a: a clock that is fast").timestampMs())
                .isEqualTo(NOW.millis() + 300_000);
        assertThat(stamps.of("Jun 15 13:00:00 box a: last year").timestampMs())
                .isEqualTo(Instant.parse("2023-06-15T13:00:00Z").toEpochMilli());
    }

    private void check(String line, Instant time, LogLevel level) {
        assertThat(stamps.of(line)).isEqualTo(new LineStamp(time.toEpochMilli(), level));
        assertThat(stamps.of(line + "\r")).as("of a file from Windows").isEqualTo(stamps.of(line));
    }
}
