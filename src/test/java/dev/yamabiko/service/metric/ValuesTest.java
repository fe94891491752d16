package dev.yamabiko.service.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Statistics of many values, against those of all of them sorted and summed without rounding. */
@Timeout(60)
class ValuesTest {

    private static final int MANY = 200_000;

    private record Shape(String name, ToDoubleFunction<Random> next) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Distributions that differ in what is hard about them. */
    static Stream<Shape> shapes() {
        return Stream.of(
                new Shape("uniform", random -> random.nextDouble() * 1_000),
                new Shape("normal", random -> random.nextGaussian() * 50),
                new Shape("latencies", random -> Math.exp(random.nextGaussian() * 2 + 3)),
                new Shape("pareto", random -> Math.pow(1 - random.nextDouble(), -1 / 1.2)),
                new Shape("two peaks", random -> (random.nextInt(10) == 0 ? 10_000 : 1) + random.nextGaussian() * 0.1),
                new Shape("eight powers of ten", random -> Math.pow(10, random.nextDouble() * 8 - 4)),
                new Shape("whole numbers", random -> random.nextInt(7)),
                new Shape("negative", random -> -Math.exp(random.nextGaussian())),
                new Shape("one value", random -> 42.5));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shouldBeExactWhereItSaysSoAndWithinOnePercentElsewhere(Shape shape) {
        // Given
        Random random = new Random(7);
        double[] all = DoubleStream.generate(() -> shape.next.applyAsDouble(random))
                .limit(MANY)
                .toArray();

        // When
        Values values = Values.withPercentiles();
        for (double value : all) {
            values.add(value, 0);
        }

        // Then
        assertThatIsRight(values, all);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shouldSayTheSameOfPartsThatWerePutTogether(Shape shape) {
        // Given
        Random random = new Random(8);
        double[] all = DoubleStream.generate(() -> shape.next.applyAsDouble(random))
                .limit(MANY)
                .toArray();

        // When
        Values whole = Values.withPercentiles();
        for (int from = 0, to; from < all.length; from = to) {
            to = Math.min(all.length, from + 1 + random.nextInt(3_000));
            Values part = Values.withPercentiles();
            for (int i = from; i < to; i++) {
                part.add(all[i], i);
            }
            whole.add(part);
        }

        // Then
        assertThatIsRight(whole, all);
        assertThat(whole.last()).isEqualTo(all[all.length - 1]);
        assertThat(whole.lastTime()).isEqualTo(all.length - 1);
    }

    @Test
    void shouldKeepWhatRoundingWouldTakeAway() {
        // Given
        Values values = Values.withoutPercentiles();

        // When
        values.add(1e16, 0);
        for (int i = 0; i < 1_000; i++) {
            values.add(1, 0);
        }
        values.add(-1e16, 0);

        // Then
        assertThat(values.sum()).isEqualTo(1_000.0);
    }

    @Test
    void shouldKeepTheNewestValueInWhateverOrderTheyCome() {
        Values values = Values.withoutPercentiles();
        values.add(1, 30);
        values.add(2, 10);
        values.add(3, 30);
        values.add(4, 20);
        assertThat(values.last()).as("of two with the same time, the later one").isEqualTo(3);
        assertThat(values.lastTime()).isEqualTo(30);
    }

    @Test
    void shouldTakeTheLargestAndSmallestNumbersThereAre() {
        // Given
        Values values = Values.withPercentiles();

        // When
        values.add(Double.MAX_VALUE, 0);
        values.add(-Double.MAX_VALUE, 0);
        values.add(Double.MIN_VALUE, 0);
        values.add(0, 0);
        values.add(-0.0, 0);

        // Then
        assertThat(values.count()).isEqualTo(5);
        assertThat(values.min()).isEqualTo(-Double.MAX_VALUE);
        assertThat(values.max()).isEqualTo(Double.MAX_VALUE);
        assertThat(values.percentile(0.5)).isCloseTo(0, within(1e-300));
        assertThat(values.percentile(1)).isCloseTo(Double.MAX_VALUE, within(Double.MAX_VALUE * 0.02));
    }

    private static void assertThatIsRight(Values values, double[] all) {
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        double sum = Arrays.stream(all)
                .mapToObj(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
        double largest = Math.max(Math.abs(sorted[0]), Math.abs(sorted[sorted.length - 1]));
        assertThat(values.count()).isEqualTo(all.length);
        assertThat(values.min()).isEqualTo(sorted[0]);
        assertThat(values.max()).isEqualTo(sorted[sorted.length - 1]);
        assertThat(values.sum()).isCloseTo(sum, within(Math.max(Math.ulp(sum), Math.ulp(largest))));
        for (double share : new double[] {0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1}) {
            double exact = sorted[(int) (share * (sorted.length - 1))];
            assertThat(values.percentile(share))
                    .as("share %s", share)
                    .isCloseTo(exact, within(Math.abs(exact) * Percentiles.ERROR * 1.000001));
        }
    }
}
