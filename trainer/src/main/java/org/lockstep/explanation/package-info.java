/**
 * What a model makes of the columns of a table: their partial dependence, and the attributions of
 * single predictions to them. Columns are the units, whatever inputs they have.
 *
 * <p>All sums over rows are exact ({@code ExactSum}), so that nothing depends on partitions.
 */
@NullMarked
package org.lockstep.explanation;

import org.jspecify.annotations.NullMarked;
