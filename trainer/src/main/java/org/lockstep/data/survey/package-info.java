/**
 * The first pass over a table: faults, exact statistics, levels and labels; the encoding follows
 * from it ({@link org.lockstep.data.survey.EncodingFit}), and so does what {@code validate} and
 * {@code init} say of a table.
 */
@NullMarked
package org.lockstep.data.survey;

import org.jspecify.annotations.NullMarked;
