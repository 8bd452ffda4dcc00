package org.lockstep.jobs.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Suggestions of a tree-structured Parzen estimator, on functions whose optimum is known. */
class TreeParzenTest {
  private static final int TRIALS = 40;

  private static final SearchSpace SPACE =
      new SearchSpace(
          new TreeMap<>(
              Map.of(
                  "rate", range(1e-5, 1, Range.Scale.LOG, false),
                  "dropout", range(0, 0.9, Range.Scale.LINEAR, false),
                  "units", range(4, 128, Range.Scale.LOG, true),
                  "activation", choice("relu", "tanh", "sigmoid", "gelu"))));

  private static Range range(double min, double max, Range.Scale scale, boolean whole) {
    return new Range(min, max, scale, whole, ConfigOriginFactory.newSimple("here"));
  }

  private static Choice choice(String... values) {
    return new Choice(Stream.of(values).map(ConfigValueFactory::fromAnyRef).toList());
  }

  /** A bowl with its bottom of 0 at rate 0.003, dropout 0.25, 40 units and tanh. */
  private static double loss(SortedMap<String, ConfigValue> values) {
    double rate = Math.log10(number(values, "rate") / 0.003);
    double dropout = number(values, "dropout") - 0.25;
    double units = Math.log(number(values, "units") / 40);
    double activation = values.get("activation").unwrapped().equals("tanh") ? 0 : 0.5;
    return rate * rate + 4 * dropout * dropout + units * units / 4 + activation;
  }

  private static double number(SortedMap<String, ConfigValue> values, String key) {
    return ((Number) values.get(key).unwrapped()).doubleValue();
  }

  /** The values of all trials, in rounds of some side by side. */
  private static List<SortedMap<String, ConfigValue>> search(
      long seed, int trials, int parallel, ToDoubleFunction<SortedMap<String, ConfigValue>> loss) {
    TreeParzen model = new TreeParzen(SPACE, seed);
    List<TreeParzen.Seen> seen = new ArrayList<>();
    while (seen.size() < trials) {
      List<SortedMap<String, ConfigValue>> round = new ArrayList<>();
      while (round.size() < parallel && seen.size() + round.size() < trials) {
        int number = seen.size() + round.size() + 1;
        round.add(
            number <= TreeParzen.STARTUP
                ? SPACE.draw(seed, number)
                : model.suggest(number, List.copyOf(seen), List.copyOf(round)));
      }
      round.forEach(values -> seen.add(new TreeParzen.Seen(values, -loss.applyAsDouble(values))));
    }
    return seen.stream().map(TreeParzen.Seen::values).toList();
  }

  private static double best(List<SortedMap<String, ConfigValue>> trials) {
    return trials.stream().mapToDouble(TreeParzenTest::loss).min().orElseThrow();
  }

  private static List<SortedMap<String, ConfigValue>> random(long seed) {
    return Stream.iterate(1, t -> t <= TRIALS, t -> t + 1).map(t -> SPACE.draw(seed, t)).toList();
  }

  @Test
  void onTheMeanItFindsABetterPlaceThanAsManyRandomTrials() {
    double random =
        LongStream.range(0, 30).mapToDouble(seed -> best(random(seed))).average().orElseThrow();
    double alone =
        LongStream.range(0, 30)
            .mapToDouble(seed -> best(search(seed, TRIALS, 1, TreeParzenTest::loss)))
            .average()
            .orElseThrow();
    double inRounds =
        LongStream.range(0, 30)
            .mapToDouble(seed -> best(search(seed, TRIALS, 4, TreeParzenTest::loss)))
            .average()
            .orElseThrow();

    assertThat(alone).isLessThan(random / 2);
    assertThat(inRounds).isLessThan(random / 2);
  }

  @Test
  void itsTrialsFollowFromTheSeedAndMoreTrialsKeepTheEarlierOnes() {
    List<SortedMap<String, ConfigValue>> trials = search(7, 30, 1, TreeParzenTest::loss);

    assertThat(search(7, 30, 1, TreeParzenTest::loss)).isEqualTo(trials);
    assertThat(search(7, 20, 1, TreeParzenTest::loss)).isEqualTo(trials.subList(0, 20));
    assertThat(search(8, 30, 1, TreeParzenTest::loss)).isNotEqualTo(trials);
    assertThat(trials.subList(0, TreeParzen.STARTUP))
        .isEqualTo(
            Stream.iterate(1, t -> t <= TreeParzen.STARTUP, t -> t + 1)
                .map(t -> SPACE.draw(7, t))
                .toList());
  }

  @Test
  void aRoundHasDifferentTrialsAndAllAreWithinTheSpace() {
    List<SortedMap<String, ConfigValue>> trials = search(3, TRIALS, 5, TreeParzenTest::loss);

    assertThat(trials).doesNotHaveDuplicates();
    for (SortedMap<String, ConfigValue> values : trials) {
      assertThat(number(values, "rate")).isBetween(1e-5, 1.0);
      assertThat(number(values, "dropout")).isBetween(0.0, 0.9);
      assertThat(number(values, "units")).isBetween(4.0, 128.0);
      assertThat(values.get("units").unwrapped()).isInstanceOf(Long.class);
    }
  }

  @Test
  void trialsWithoutAFigureAreSuggestedLess() {
    // Large rates diverge
    List<SortedMap<String, ConfigValue>> trials =
        search(
            5,
            60,
            1,
            values -> number(values, "rate") > 0.01 ? Double.POSITIVE_INFINITY : loss(values));

    long late =
        trials.subList(30, 60).stream().filter(values -> number(values, "rate") > 0.01).count();
    assertThat(late).isLessThan(6); // of uniform draws 12 would be
  }

  @Test
  void valuesComeBackFromTheirPlaces() {
    for (Dimension dimension : SPACE.dimensions().values()) {
      for (double u = 0.001; u < 1; u += 0.037) {
        ConfigValue value = dimension.at(u);
        assertThat(dimension.at(dimension.placeOf(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void aDensityHasTheMassOneAndIsDenseWhereItsPointsAre() {
    for (double[] points : new double[][] {{}, {0.5}, {0.02, 0.03, 0.9}, {0, 0, 0, 0.999}}) {
      ParzenDensity density = new ParzenDensity(points);
      double mass = 0;
      for (int i = 0; i < 10_000; i++) {
        mass += Math.exp(density.log((i + 0.5) / 10_000)) / 10_000;
      }
      assertThat(mass).isCloseTo(1, within(1e-3));
    }
    ParzenDensity low = new ParzenDensity(new double[] {0.1, 0.12, 0.15, 0.11});
    assertThat(low.log(0.12)).isGreaterThan(low.log(0.8) + 1);
  }
}
