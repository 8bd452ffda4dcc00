package org.lockstep.data.lane;

import java.io.Serializable;

/** Where the blocks of lanes come from. */
interface BlockSource extends Serializable {
  /**
   * Fetches a block; each call may read it anew.
   *
   * @param lane a lane's number
   * @param b the block's number in the lane
   * @return its examples one after the other; not to be written
   */
  float[] block(int lane, int b);
}
