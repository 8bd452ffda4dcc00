/**
 * What numbers go through beside a linear scale on their way to the network: the quantiles of their
 * column, and a smooth clip.
 */
@NullMarked
package org.lockstep.encoding.curve;

import org.jspecify.annotations.NullMarked;
