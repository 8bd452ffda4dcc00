/**
 * What a person at a terminal sees: progress, warnings, tables, numbers.
 *
 * <p>Standard error is a {@link org.lockstep.jobs.console.Console}; what is not a terminal gets the
 * same as plain lines. Knows nothing of commands and of settings.
 */
@NullMarked
package org.lockstep.jobs.console;

import org.jspecify.annotations.NullMarked;
