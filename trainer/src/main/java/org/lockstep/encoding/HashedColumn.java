package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;
import org.lockstep.encoding.FeatureEncoder.ColumnEncoder;

/**
 * A column with too many different words for one-hot encoding: an input for each of a fixed number
 * of hash buckets, 1 for the bucket of the row's word and 0 for the others, then an input for a
 * missing value if {@code missing} is {@link Missing#INDICATOR}.
 *
 * <p>The bucket is that of Spark ML's {@code HashingTF} for the one term: MurmurHash3 (32 bits,
 * seed 42) of its UTF-8, modulo the number of buckets.
 *
 * @param name as the table spells it
 * @param type its Spark type when the model was trained
 * @param buckets the number of buckets
 * @param missing how null is treated
 * @param shares of each bucket among the training rows that have a word; empty where none is needed
 */
public record HashedColumn(
    String name,
    String type,
    int buckets,
    Missing missing,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Double> shares)
    implements FeatureColumn {
  /** The seed of {@code HashingTF}. */
  public static final int SEED = 42;

  /** Copies the list. */
  public HashedColumn {
    shares = List.copyOf(shares);
  }

  /** The bucket of a word, from 0. */
  public static int bucket(String word, int buckets) {
    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
    return Math.floorMod(MurmurHash3.hash32x86(utf8, 0, utf8.length, SEED), buckets);
  }

  @Override
  public HashedColumn renamed(String other) {
    return new HashedColumn(other, type, buckets, missing, shares);
  }

  @Override
  public int inputs() {
    return buckets + (missing == Missing.INDICATOR ? 1 : 0);
  }

  @Override
  public int scaledInputs() {
    return 0;
  }

  @Override
  public void requireSound() {
    Rules.require(buckets >= 1, () -> "column %s has %d buckets".formatted(name, buckets));
    boolean fills = missing == Missing.MEAN;
    Rules.requireReplacement("the shares of column " + name, shares, fills, buckets);
  }

  @Override
  public ColumnEncoder encoder() {
    return (row, column, to, from) -> {
      if (row.isMissing(column)) {
        return ValueErrors.fillLevels(this, shares, to, from);
      }
      Arrays.fill(to, from, from + inputs(), 0);
      to[from + bucket(row.text(column), buckets)] = 1;
      return true;
    };
  }
}
