/**
 * Console output: progress, warnings, tables and numbers.
 *
 * <p>{@link org.lockstep.jobs.console.Console} is standard error; without a terminal it gets the
 * same information as plain lines. The package does not depend on commands and settings.
 */
@NullMarked
package org.lockstep.jobs.console;

import org.jspecify.annotations.NullMarked;
