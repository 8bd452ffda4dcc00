/** Encoded rows in arrays of floats: of one length, or with a run of sparse numbers each. */
@NullMarked
package org.lockstep.encoding.row;

import org.jspecify.annotations.NullMarked;
