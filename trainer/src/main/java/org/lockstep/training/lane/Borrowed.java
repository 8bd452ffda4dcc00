package org.lockstep.training.lane;

import java.io.Serializable;

/** Inputs that the examples of a lane take from other examples of it, as if it were permuted. */
public final class Borrowed {
  /** Every example has its own inputs. */
  static final Borrowed NONE = new Borrowed(Range.NONE, Range.NONE, new int[0]);

  private final Range plain;
  private final Range sparse;
  private final int[] donors;

  /**
   * Some inputs that follow one another.
   *
   * @param from the first
   * @param width how many they are
   */
  public record Range(int from, int width) implements Serializable {
    /** No inputs. */
    static final Range NONE = new Range(0, 0);
  }

  /**
   * Names the inputs and where they come from.
   *
   * @param plain the inputs that are not sparse
   * @param sparse the sparse ones
   * @param donors by example of the lane, the example that its inputs are taken from; not copied
   */
  public Borrowed(Range plain, Range sparse, int[] donors) {
    this.plain = plain;
    this.sparse = sparse;
    this.donors = donors;
  }

  /** The inputs that are not sparse. */
  Range plain() {
    return plain;
  }

  /** The sparse ones. */
  Range sparse() {
    return sparse;
  }

  /** The example that example {@code i} takes them from. */
  int donor(int i) {
    return donors[i];
  }
}
