/**
 * Columns of a table: found by their names, read from Spark's rows, and put side by side as the
 * inputs of the network by the encoding ({@link org.lockstep.data.column.RowEncoder}).
 */
@NullMarked
package org.lockstep.data.column;

import org.jspecify.annotations.NullMarked;
