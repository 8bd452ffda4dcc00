package org.lockstep.jobs.tune;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;

/**
 * Suggests trials by a tree-structured Parzen estimator. The trials so far are divided by merit
 * into the good ones and the others; of each setting l is the density of its values in the good
 * trials, g that in the others. Of values that are drawn from l the one with the greatest
 *
 * <pre>
 *   l(x) / g(x)
 * </pre>
 *
 * is suggested, by which the expected improvement grows. Each setting is taken on its own.
 *
 * <p>Sources: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for Hyper-Parameter Optimization",
 * NIPS 2011, where 15 % of the trials are good ones; Bergstra, Yamins and Cox, "Making a Science of
 * Model Search", ICML 2013.
 *
 * @param space the settings and their values
 * @param seed of the search
 */
record TreeParzen(SearchSpace space, long seed) {
  /** The trials that are drawn at random before the first suggestion. */
  static final int STARTUP = 10;

  private static final int CANDIDATES = 24;
  private static final double GOOD = 0.15;
  private static final int MOST_GOOD = 25;

  /** Suggestions that are tried until one is new. */
  private static final int ATTEMPTS = 20;

  /** Random numbers that a candidate may use. */
  private static final long NUMBERS = 1 << 10;

  /**
   * A trial that has ended.
   *
   * @param values of the searched settings, by key
   * @param merit greater is better; negative infinity for a trial without a figure
   */
  record Seen(SortedMap<String, ConfigValue> values, double merit) {}

  /**
   * Suggests the values of a trial: a pure function of the seed, the number, and what was seen.
   *
   * @param trial its number
   * @param seen the trials that have ended, by number
   * @param pending the values of trials that have not, which count as if they were not good, so
   *     that several suggestions differ
   */
  SortedMap<String, ConfigValue> suggest(
      int trial, List<Seen> seen, List<SortedMap<String, ConfigValue>> pending) {
    List<Seen> ranked =
        new ArrayList<>(
            seen.stream().sorted(Comparator.comparingDouble((Seen its) -> -its.merit())).toList());
    int good = (int) Math.min(MOST_GOOD, Math.ceil(GOOD * seen.size()));
    pending.forEach(values -> ranked.add(new Seen(values, Double.NEGATIVE_INFINITY)));
    SortedMap<String, ConfigValue> suggested = new TreeMap<>();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      suggested =
          suggest(trial, attempt, ranked.subList(0, good), ranked.subList(good, ranked.size()));
      SortedMap<String, ConfigValue> its = suggested;
      if (ranked.stream().noneMatch(other -> other.values().equals(its))) {
        break;
      }
    }
    return suggested;
  }

  private SortedMap<String, ConfigValue> suggest(
      int trial, int attempt, List<Seen> good, List<Seen> others) {
    SortedMap<String, ConfigValue> values = new TreeMap<>();
    for (Map.Entry<String, Dimension> entry : space.dimensions().entrySet()) {
      String key = entry.getKey();
      Dimension dimension = entry.getValue();
      double[] l = places(key, dimension, good);
      double[] g = places(key, dimension, others);
      long[] where =
          LongStream.concat(LongStream.of(trial, attempt), key.chars().asLongStream()).toArray();
      CounterRandom random = CounterRandom.of(seed, Purpose.SEARCH, where);
      values.put(
          key,
          dimension.at(
              dimension instanceof Choice choice
                  ? best(counts(l, choice), counts(g, choice), random)
                  : best(new ParzenDensity(l), new ParzenDensity(g), random)));
    }
    return values;
  }

  private static double[] places(String key, Dimension dimension, List<Seen> trials) {
    return trials.stream()
        .map(trial -> trial.values().get(key))
        .mapToDouble(dimension::placeOf)
        .toArray();
  }

  private static double best(ParzenDensity l, ParzenDensity g, CounterRandom random) {
    double best = 0;
    double bestRatio = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < CANDIDATES; c++) {
      double u = l.draw(numbers(random, c));
      double ratio = l.log(u) - g.log(u);
      if (ratio > bestRatio) {
        best = u;
        bestRatio = ratio;
      }
    }
    return best;
  }

  /** How often each value was chosen, and once more, which is the prior. */
  private static double[] counts(double[] places, Choice choice) {
    double[] counts = new double[choice.values().size()];
    Arrays.fill(counts, 1);
    for (double place : places) {
      counts[(int) (place * counts.length)]++;
    }
    return counts;
  }

  /** The ratio of two counts is that of the probabilities but for a factor. */
  private static double best(double[] l, double[] g, CounterRandom random) {
    double sum = 0;
    for (double count : l) {
      sum += count;
    }
    int best = 0;
    double bestRatio = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < CANDIDATES; c++) {
      double left = numbers(random, c).applyAsDouble(0) * sum;
      int i = 0;
      while (i < l.length - 1 && left >= l[i]) {
        left -= l[i++];
      }
      if (l[i] / g[i] > bestRatio) {
        best = i;
        bestRatio = l[i] / g[i];
      }
    }
    return (best + 0.5) / l.length;
  }

  private static LongToDoubleFunction numbers(CounterRandom random, int candidate) {
    return index -> random.uniform(candidate * NUMBERS + index);
  }
}
