package org.lockstep.data.leak;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The labels by the word; of a column with more words than are kept nothing is said. */
final class WordTally implements Tally {
  private static final long serialVersionUID = 1L;

  /** Of null; no word of a table, whose words are no longer than it. */
  private static final String MISSING = "\u0000missing";

  private final int kept;
  private final int width;
  private final HashMap<String, long[]> counts = new HashMap<>();
  private transient @Nullable ReadLabel label;

  WordTally(int kept, int width) {
    this.kept = kept;
    this.width = width;
  }

  @Override
  public void readWith(ReadLabel next) {
    label = next;
  }

  @Override
  public void addWord(String word, boolean measured) {
    long[] its = ofWord(word);
    if (its.length > 0) {
      Objects.requireNonNull(label).addTo(its, 0);
    }
  }

  /** The counts of a word; nothing if it is one too many. */
  private long[] ofWord(String word) {
    return counts.size() <= kept || counts.containsKey(word)
        ? counts.computeIfAbsent(word, key -> new long[width])
        : new long[0];
  }

  @Override
  public void addFault(int fault) {
    addWord(MISSING, true);
  }

  @Override
  public void addInfinite(int ofDate) {
    throw new IllegalStateException("a column of words has no dates");
  }

  @Override
  public void add(double[] values, int from, int length, int nulls, boolean measured) {
    throw new IllegalStateException("a column of words has no numbers");
  }

  @Override
  public void add(Tally other) {
    for (Map.Entry<String, long[]> theirs : ((WordTally) other).counts.entrySet()) {
      long[] its = ofWord(theirs.getKey());
      for (int i = 0; i < its.length; i++) {
        its[i] += theirs.getValue()[i];
      }
    }
  }

  @Override
  public List<Leak> leaks(String column, Rules rules) {
    return counts.size() > kept
        ? List.of()
        : rules
            .ofWords(List.copyOf(counts.values()))
            .map(measure -> List.of(new Leak(column, OptionalInt.empty(), measure)))
            .orElse(List.of());
  }
}
