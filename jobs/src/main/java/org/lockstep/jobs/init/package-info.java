/**
 * Generates a settings file for a table: which column is the label ({@link
 * org.lockstep.jobs.init.LabelChoice}, by the points of {@link
 * org.lockstep.jobs.init.LabelEvidence}), which are features ({@link
 * org.lockstep.jobs.init.FeatureChoice}), the size of the network and the length of the training
 * ({@link org.lockstep.jobs.init.SuggestedTraining}), and the file with a reason for each choice
 * ({@link org.lockstep.jobs.init.SettingsDraft}).
 *
 * <p>Every choice depends on the table alone, so the same table gives the same file. The choices
 * are conservative starting points; {@code tune} searches for better ones.
 */
@NullMarked
package org.lockstep.jobs.init;

import org.jspecify.annotations.NullMarked;
