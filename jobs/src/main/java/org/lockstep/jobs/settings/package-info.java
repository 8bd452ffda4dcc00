/**
 * A settings file: found, read, checked, and made into what the library takes.
 *
 * <pre>
 *   SettingsFile        the file, the overrides over it and the defaults under it, as one
 *   Hocon, KnownKeys    read it, and refuse a key that nothing has
 *   SettingReader       one value by its key
 *   ...Reader           a part of the settings each
 *   SettingsDifference  what a run that goes on may not change
 *   RunListeners        who watches the run, as the settings ask for it
 * </pre>
 *
 * <p>Every mistake is told with its key, its value, the file and the line. Knows nothing of
 * commands.
 */
@NullMarked
package org.lockstep.jobs.settings;

import org.jspecify.annotations.NullMarked;
