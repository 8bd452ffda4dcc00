package org.lockstep.data.survey;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** Fewer numbers as text may be codes. */
  private static final int FEW = 20;

  private final FeaturePlan plan;

  /** The most words that are kept, and one. */
  private final int mostKept;

  /** Rows to train on by their word. */
  private final Map<String, Long> counts = new HashMap<>();

  private final long[] buckets;

  /** Whether some row holds a word that is no number. */
  private boolean holdsWords;

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
    holdsWords = holdsWords || !isNumber(word);
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
    holdsWords |= other.holdsWords;
    measuredRows += other.measuredRows;
    unseen += other.unseen;
    String theirs = other.firstUnseen;
    firstUnseen = theirs == null ? firstUnseen : lesser(firstUnseen, theirs);
  }

  private static boolean isNumber(String word) {
    String text = word.strip();
    char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    if (last != '.' && (last < '0' || last > '9')) {
      return false;
    }
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
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

  /** What the user may want to know of the column: that it is hashed, that it holds numbers. */
  List<String> warnings(String column) {
    List<String> lines = new ArrayList<>();
    if (!isOneHot() && !isEmbedded()) {
      boolean isMore = counts.size() > LEVELS_KEPT;
      lines.add(
          "column %s has %s%,d different words, hashed into %d inputs, %s: is it an id?"
              .formatted(
                  column,
                  isMore ? "more than " : "",
                  isMore ? LEVELS_KEPT : counts.size(),
                  buckets.length,
                  sharing()));
    }
    if (areNumbers()) {
      lines.add(
          "column %s holds numbers as text, each of which is a word of its own: cast it to numbers"
              .formatted(column));
    }
    return lines;
  }

  /** Whether all words are numbers, and too many for codes. */
  boolean areNumbers() {
    return !holdsWords && counts.size() > FEW;
  }

  /**
   * How many words share an input: counted, or at least the n - m + 1 of more than n words in m
   * inputs of which not all can be alone.
   */
  private String sharing() {
    if (counts.size() > LEVELS_KEPT) {
      return "which at least %,d of them share"
          .formatted(Math.max(0, LEVELS_KEPT - buckets.length + 1));
    }
    int[] words = new int[buckets.length];
    counts.keySet().forEach(word -> words[HashedColumn.bucket(word, words.length)]++);
    return "which %,d of them share".formatted(Arrays.stream(words).filter(n -> n > 1).sum());
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
    return shares(Arrays.stream(buckets).boxed());
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
