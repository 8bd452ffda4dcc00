package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;
import org.lockstep.encoding.FeatureEncoder.ColumnEncoder;

/**
 * A column with many different words, each of which has a learned vector: one input, the index of
 * the word's vector. After those of the levels there are two more, for words that training did not
 * have and for missing ones.
 *
 * <p>A float holds every whole number up to 2^24, so an index is exact.
 *
 * @param name as the table spells it
 * @param type its Spark type when the model was trained
 * @param levels the words of the training rows, in the order of their UTF-16 code units; up to
 *     {@value #MOST_LEVELS}
 * @param width numbers of a vector
 * @param unseen how other words are treated; {@link Unseen#ZERO} for the vector of unseen words
 * @param missing how null is treated; {@link Missing#INDICATOR} and {@link Missing#MEAN} for the
 *     vector of missing words
 */
public record EmbeddedColumn(
    String name, String type, List<String> levels, int width, Unseen unseen, Missing missing)
    implements FeatureColumn.OfLevels {
  /** The most levels of a column; each is counted on the driver, and has a vector. */
  public static final int MOST_LEVELS = 1_000_000;

  /** Copies the list. */
  public EmbeddedColumn {
    levels = List.copyOf(levels);
  }

  @Override
  public EmbeddedColumn renamed(String other) {
    return new EmbeddedColumn(other, type, levels, width, unseen, missing);
  }

  @Override
  public int inputs() {
    return 1;
  }

  /** Vectors: one for each level, of unseen words and of missing ones. */
  @JsonIgnore
  public int rows() {
    return levels.size() + 2;
  }

  /** The index of the vector of unseen words. */
  @JsonIgnore
  public int unseenRow() {
    return levels.size();
  }

  /** The index of the vector of missing words. */
  @JsonIgnore
  public int missingRow() {
    return levels.size() + 1;
  }

  @Override
  public void requireSound() {
    Rules.require(
        !levels.isEmpty() && levels.size() <= MOST_LEVELS,
        () -> "column %s has %,d levels".formatted(name, levels.size()));
    Rules.require(width >= 1, () -> "column %s has the width %d".formatted(name, width));
    Rules.requireDistinct("the levels of column " + name, levels);
  }

  @Override
  public ColumnEncoder encoder() {
    Map<String, Integer> places = places();
    return (row, column, to, from) -> {
      if (row.isMissing(column)) {
        ValueErrors.requireAllowed(this);
        to[from] = missingRow();
        return missing != Missing.SKIP;
      }
      String word = row.text(column);
      Integer place = places.get(word);
      to[from] = place == null ? unseenRow() : place;
      return place != null || ValueErrors.takesUnseen(this, word);
    };
  }
}
