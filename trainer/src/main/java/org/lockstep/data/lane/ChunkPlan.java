package org.lockstep.data.lane;

import java.io.Serializable;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The chunks that rows are shuffled to: first those of the rows to train on, then those of the rows
 * that are held back for validation.
 *
 * @param trainChunks chunks of the rows to train on
 * @param heldBackChunks chunks of the rows that are held back; 0 for none
 */
record ChunkPlan(int trainChunks, int heldBackChunks) implements Serializable {
  /**
   * Plans the chunks of one part, or of two.
   *
   * @param count of a part's chunks
   */
  static ChunkPlan of(List<LaneLayout> parts, ToIntFunction<LaneLayout> count) {
    return new ChunkPlan(
        count.applyAsInt(parts.get(0)), parts.size() == 1 ? 0 : count.applyAsInt(parts.get(1)));
  }

  /** Whether rows are held back. */
  boolean isSplit() {
    return heldBackChunks > 0;
  }

  /** The chunks of both parts. */
  int chunkCount() {
    return trainChunks + heldBackChunks;
  }

  /**
   * The chunk of a row: those of a part divide the unsigned 64-bit hashes evenly, in their order.
   */
  int chunk(long hash, boolean isHeldBack) {
    int chunks = isHeldBack ? heldBackChunks : trainChunks;
    int ofPart = (int) (((hash >>> 32) * chunks) >>> 32);
    return isHeldBack ? trainChunks + ofPart : ofPart;
  }
}
