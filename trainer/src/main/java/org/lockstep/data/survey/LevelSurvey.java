package org.lockstep.data.survey;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.column.FeaturePlan;
import org.lockstep.encoding.EmbeddedColumn;
import org.lockstep.encoding.HashedColumn;

/**
 * The words of one column and their counts. Surveys of parts of a table add up to the survey of the
 * whole table, in any order.
 */
final class LevelSurvey implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Limit of the words that are kept without embeddings: more than are ever one-hot encoded. */
  static final int LEVELS_KEPT = 10_000;

  private final FeaturePlan plan;

  /** The most words that are kept, and one. */
  private final int mostKept;

  /** Rows to train on by their word. */
  private final Map<String, Long> counts = new HashMap<>();

  private final long[] buckets;
  private long measuredRows;
  private long unseen;
  private @Nullable String firstUnseen;

  LevelSurvey(FeaturePlan plan) {
    this.plan = plan;
    mostKept = plan.categories().embedding() > 0 ? EmbeddedColumn.MOST_LEVELS : LEVELS_KEPT;
    buckets = new long[plan.categories().hashBuckets()];
  }

  void add(String word, boolean measured) {
    if (counts.size() <= mostKept || counts.containsKey(word)) {
      counts.merge(word, measured ? 1L : 0L, Long::sum);
    }
    if (measured) {
      measuredRows++;
      buckets[HashedColumn.bucket(word, buckets.length)]++;
    }
    if (plan.isUnseen(word)) {
      unseen++;
      firstUnseen = lesser(firstUnseen, word);
    }
  }

  void add(LevelSurvey other) {
    other.counts.forEach(
        (word, count) -> {
          if (counts.size() <= mostKept || counts.containsKey(word)) {
            counts.merge(word, count, Long::sum);
          }
        });
    for (int b = 0; b < buckets.length; b++) {
      buckets[b] += other.buckets[b];
    }
    measuredRows += other.measuredRows;
    unseen += other.unseen;
    String theirs = other.firstUnseen;
    firstUnseen = theirs == null ? firstUnseen : lesser(firstUnseen, theirs);
  }

  private static String lesser(@Nullable String a, String b) {
    return a == null || b.compareTo(a) < 0 ? b : a;
  }

  /** The number of different words; if it is above the limit, some number above that. */
  int count() {
    return counts.size();
  }

  /** Whether the words are one-hot encoded, and neither hashed nor embedded. */
  boolean isOneHot() {
    return counts.size() <= plan.categories().maxLevels();
  }

  /** Whether each word has a vector. */
  boolean isEmbedded() {
    return !isOneHot() && plan.categories().embedding() > 0;
  }

  /** Whether each would have a vector, and there are too many. */
  boolean isTooLong() {
    return isEmbedded() && counts.size() > mostKept;
  }

  /** The words in the order of their UTF-16 code units. */
  List<String> levels() {
    return counts.keySet().stream().sorted().toList();
  }

  /** The share of each level among the rows to train on that have a word. */
  List<Double> levelShares() {
    return shares(levels().stream().map(counts::get));
  }

  /** The share of each bucket. */
  List<Double> bucketShares() {
    return shares(java.util.Arrays.stream(buckets).boxed());
  }

  private List<Double> shares(Stream<Long> rows) {
    return rows.map(n -> measuredRows == 0 ? 0.0 : (double) n / measuredRows).toList();
  }

  /** Rows with a word that the model does not know. */
  long unseen() {
    return unseen;
  }

  /** The first such word in their order. */
  @Nullable String firstUnseen() {
    return firstUnseen;
  }

  FeaturePlan plan() {
    return plan;
  }
}
