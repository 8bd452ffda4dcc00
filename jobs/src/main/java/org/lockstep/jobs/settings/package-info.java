/**
 * Reads and checks settings files, and converts them to the settings of the library.
 *
 * <pre>
 *   SettingsFile        the merged overrides, file and defaults
 *   Hocon, KnownKeys    parse it, and reject unknown keys
 *   SettingsDifference  compares the settings of two runs
 *   RunListeners        the listeners that the settings request
 * </pre>
 *
 * <p>Every error names key, value, file and line. The package does not depend on the commands.
 */
@NullMarked
package org.lockstep.jobs.settings;

import org.jspecify.annotations.NullMarked;
