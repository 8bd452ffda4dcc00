/**
 * All settings. {@link org.lockstep.settings.KnownSettings} lists every setting of the data, the
 * network and the training, once: the command line, the stages of Spark ML, the Python package, the
 * documentation and the manifest know them from there. {@link org.lockstep.settings.SettingsReader}
 * makes checked records of them, one for each theme.
 *
 * <p>The package depends on the maths ({@code network}, {@code optimization}, {@code encoding}),
 * but not on tables, clusters and files.
 */
@NullMarked
package org.lockstep.settings;

import org.jspecify.annotations.NullMarked;
