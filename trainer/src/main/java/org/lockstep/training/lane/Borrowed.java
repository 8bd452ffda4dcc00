package org.lockstep.training.lane;

/** Inputs that the examples of a lane take from other examples of it, as if it were permuted. */
public final class Borrowed {
  /** Every example has its own inputs. */
  static final Borrowed NONE = new Borrowed(0, 0, new int[0]);

  private final int from;
  private final int width;
  private final int[] donors;

  /**
   * Names the inputs and where they come from.
   *
   * @param from the first of the inputs
   * @param width how many they are
   * @param donors by example of the lane, the example that its inputs are taken from; not copied
   */
  public Borrowed(int from, int width, int[] donors) {
    this.from = from;
    this.width = width;
    this.donors = donors;
  }

  /** The first of the inputs. */
  int from() {
    return from;
  }

  /** How many inputs are borrowed. */
  int width() {
    return width;
  }

  /** The example that example {@code i} takes them from. */
  int donor(int i) {
    return donors[i];
  }
}
