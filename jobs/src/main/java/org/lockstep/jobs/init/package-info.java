/**
 * A first settings file for a table that nobody has described: which column is the label ({@link
 * org.lockstep.jobs.init.LabelChoice}), which are features ({@link
 * org.lockstep.jobs.init.FeatureChoice}), how large the network and how long the training ({@link
 * org.lockstep.jobs.init.Recipe}), all written down with the reasons ({@link
 * org.lockstep.jobs.init.SettingsDraft}).
 *
 * <p>Every choice follows from the table alone, so that the same table gives the same file. The
 * choices are the plain ones that rarely go wrong, not the best ones: those are for {@code tune}.
 */
@NullMarked
package org.lockstep.jobs.init;

import org.jspecify.annotations.NullMarked;
