/**
 * The command line: thin, one class a command.
 *
 * <p>A command reads its settings, opens a Spark session, hands both to the library and prints what
 * comes back. It may import everything below; nothing imports it.
 *
 * <pre>
 *   Main, ...Command   the commands, and what several of them share
 *   settings           a settings file, made into what the library takes
 *   console            progress, warnings and tables on a terminal
 *   init               a first settings file for a table
 *   tune               a search for better settings
 *   report             the HTML report of runs
 * </pre>
 */
@NullMarked
package org.lockstep.jobs;

import org.jspecify.annotations.NullMarked;
