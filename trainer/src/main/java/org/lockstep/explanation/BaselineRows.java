package org.lockstep.explanation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.lockstep.UserException;
import org.lockstep.data.prediction.EncodedRows;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;
import scala.Tuple2;

/**
 * Draws rows of a table: every n-th in the order of a hash of their inputs. The same rows are drawn
 * for every partitioning, and rows that occur often are drawn as often.
 */
final class BaselineRows {
  private BaselineRows() {}

  /**
   * Draws rows.
   *
   * @param most how many; all rows if there are fewer
   * @return their inputs
   * @throws UserException if there are no rows
   */
  static float[][] drawn(EncodedRows rows, int most, long seed) {
    JavaRDD<float[]> inputs = rows.inputs();
    JavaRDD<Long> hashes =
        inputs.map(x -> hash(x, seed)).sortBy(hash -> hash, true, inputs.getNumPartitions());
    long n = hashes.count();
    if (n == 0) {
      throw new UserException(
          "there are no rows to compare with", rows.table().path(), "give a table that has some");
    }
    Set<Long> ranks = new TreeSet<>();
    for (int i = 0; i < Math.min(n, most); i++) {
      ranks.add((long) ((i + 0.5) * n / Math.min(n, most)));
    }
    List<Long> chosen =
        hashes.zipWithIndex().filter(hash -> ranks.contains(hash._2())).map(Tuple2::_1).collect();
    Set<Long> wanted = Set.copyOf(chosen);
    Map<Long, float[]> found = new HashMap<>();
    rows.inputs()
        .mapToPair(x -> new Tuple2<>(hash(x, seed), x))
        .filter(row -> wanted.contains(row._1()))
        .reduceByKey((one, other) -> Arrays.compare(one, other) <= 0 ? one : other)
        .collect()
        .forEach(row -> found.put(row._1(), row._2()));
    return chosen.stream().sorted().map(found::get).toArray(float[][]::new);
  }

  private static long hash(float[] inputs, long seed) {
    long[] words = new long[inputs.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = Float.floatToIntBits(inputs[i] + 0f); // -0 is 0
    }
    return CounterRandom.of(seed, Purpose.BASELINE, words).bits(0);
  }
}
