package org.lockstep.jobs.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lockstep.jobs.tune.Range.Scale;

class SearchSpaceTest {
  private static final Range RATE =
      new Range(1e-4, 1e-1, Scale.LOG, false, ConfigOriginFactory.newSimple("here"));

  private static Choice choice(Object... values) {
    return new Choice(Stream.of(values).<ConfigValue>map(ConfigValueFactory::fromAnyRef).toList());
  }

  private static SearchSpace space(Map<String, Dimension> dimensions) {
    return new SearchSpace(new TreeMap<>(dimensions));
  }

  private static List<String> texts(List<SortedMap<String, ConfigValue>> combinations) {
    return combinations.stream()
        .map(c -> c.values().stream().map(v -> v.unwrapped().toString()).toList().toString())
        .toList();
  }

  @Test
  void aGridIsEveryCombinationTheLastKeyChangingFastest() {
    SearchSpace space = space(Map.of("b", choice("x", "y"), "a", choice(1, 2, 3)));

    assertThat(space.combinations()).hasValue(6);
    assertThat(texts(space.grid()))
        .containsExactly("[1, x]", "[1, y]", "[2, x]", "[2, y]", "[3, x]", "[3, y]");
    assertThat(space.grid().get(3).keySet()).containsExactly("a", "b");
  }

  @Test
  void combinationsAreCountedUpToALimitAndNotWithARange() {
    Object[] thousand = IntStream.range(0, 1000).boxed().toArray();
    Map<String, Dimension> large = new TreeMap<>();
    for (String key : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
      large.put(key, choice(thousand));
    }

    assertThat(space(large).combinations()).hasValue(1L << 31);
    assertThat(space(Map.of("a", choice(1), "b", RATE)).combinations()).isEmpty();
  }

  @Test
  void aDrawDependsOnSeedTrialAndKeyAlone() {
    SearchSpace one = space(Map.of("rate", RATE));
    SearchSpace two = space(Map.of("rate", RATE, "decay", RATE));

    ConfigValue drawn = one.draw(1, 7).get("rate");

    assertThat(two.draw(1, 7)).contains(entry("rate", drawn));
    assertThat(two.draw(1, 7).get("decay")).isNotEqualTo(drawn);
    assertThat(one.draw(1, 8).get("rate")).isNotEqualTo(drawn);
    assertThat(one.draw(2, 7).get("rate")).isNotEqualTo(drawn);
  }

  @Test
  void theDrawsNeverChange() {
    SearchSpace space =
        space(Map.of("training.optimizer.learning-rate", RATE, "network.hidden", choice(8, 16)));

    assertThat(texts(IntStream.rangeClosed(1, 4).mapToObj(t -> space.draw(1, t)).toList()))
        .containsExactly("[16, 5.4986E-4]", "[8, 0.071072]", "[8, 0.0089478]", "[16, 0.0052994]");
  }

  @Test
  void drawsCoverTheSpace() {
    SearchSpace space = space(Map.of("rate", RATE, "word", choice("a", "b", "c", "d")));

    List<SortedMap<String, ConfigValue>> draws =
        IntStream.rangeClosed(1, 400).mapToObj(t -> space.draw(3, t)).toList();

    for (String word : List.of("a", "b", "c", "d")) {
      assertThat(draws.stream().filter(d -> d.get("word").unwrapped().equals(word)))
          .as(word)
          .hasSizeBetween(70, 130);
    }
    for (double from : new double[] {1e-4, 1e-3, 1e-2}) {
      assertThat(
              draws.stream()
                  .mapToDouble(d -> (double) d.get("rate").unwrapped())
                  .filter(rate -> rate >= from && rate < 10 * from))
          .as("rates from %s to %s", from, 10 * from)
          .hasSizeBetween(100, 167);
    }
  }
}
