/**
 * A settings file: found, read, checked, and made into what the library takes.
 *
 * <pre>
 *   SettingsFile        the file, the overrides over it and the defaults under it, as one
 *   Hocon, KnownKeys    read it, and refuse a key that nothing has
 *   SettingsDifference  what a run that goes on may not change
 *   RunListeners        the listeners that the settings request
 * </pre>
 *
 * <p>Every mistake is told with its key, its value, the file and the line. Knows nothing of
 * commands.
 */
@NullMarked
package org.lockstep.jobs.settings;

import org.jspecify.annotations.NullMarked;
