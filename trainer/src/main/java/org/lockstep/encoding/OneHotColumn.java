package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.lockstep.encoding.FeatureEncoder.ColumnEncoder;

/**
 * A column of words, one-hot encoded: an input for each level, 1 for the row's level and 0 for the
 * others, then an input for a missing value if {@code missing} is {@link Missing#INDICATOR}.
 *
 * <p>As Spark ML's {@code StringIndexer} with {@code stringOrderType = alphabetAsc} and {@code
 * OneHotEncoder} with {@code dropLast = false}.
 *
 * @param name as the table spells it
 * @param type its Spark type when the model was trained
 * @param levels the words of the training rows, in the order of their UTF-16 code units
 * @param unseen how other words are treated
 * @param missing how null is treated
 * @param shares of each level among the training rows that have one; empty where none is needed
 */
public record OneHotColumn(
    String name,
    String type,
    List<String> levels,
    Unseen unseen,
    Missing missing,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Double> shares)
    implements FeatureColumn.OfLevels {
  /** Copies the lists. */
  public OneHotColumn {
    levels = List.copyOf(levels);
    shares = List.copyOf(shares);
  }

  @Override
  public OneHotColumn renamed(String other) {
    return new OneHotColumn(other, type, levels, unseen, missing, shares);
  }

  @Override
  public int inputs() {
    return levels.size() + (missing == Missing.INDICATOR ? 1 : 0);
  }

  @Override
  public void requireSound() {
    Rules.require(!levels.isEmpty(), () -> "column %s has no levels".formatted(name));
    Rules.requireDistinct("the levels of column " + name, levels);
    boolean fills = missing == Missing.MEAN;
    Rules.requireReplacement("the shares of column " + name, shares, fills, levels.size());
  }

  @Override
  public ColumnEncoder encoder() {
    Map<String, Integer> places = places();
    return (row, column, to, from) -> encode(row, column, places, to, from);
  }

  private boolean encode(
      RowValues row, int column, Map<String, Integer> places, double[] to, int from) {
    if (row.isMissing(column)) {
      return ValueErrors.fillLevels(this, shares, to, from);
    }
    Arrays.fill(to, from, from + inputs(), 0);
    String word = row.text(column);
    Integer place = places.get(word);
    if (place != null) {
      to[from + place] = 1;
      return true;
    }
    return ValueErrors.takesUnseen(this, word);
  }
}
