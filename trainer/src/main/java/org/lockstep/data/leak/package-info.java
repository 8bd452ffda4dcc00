/**
 * Finds features that alone nearly give the label, which is known before them: {@link
 * org.lockstep.data.leak.LeakSearch} counts in one pass over the rows, for each feature, how its
 * values and the labels go together, and {@link org.lockstep.data.leak.ClassRules} and {@link
 * org.lockstep.data.leak.NumberRules} judge the counts. All counts are whole numbers, so the result
 * depends neither on the order of the rows nor on partitions.
 */
@NullMarked
package org.lockstep.data.leak;

import org.jspecify.annotations.NullMarked;
