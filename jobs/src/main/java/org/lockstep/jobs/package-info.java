/**
 * The command line, with one class per command.
 *
 * <p>A command reads its settings, opens a Spark session, calls the library and prints the result.
 * No other package depends on this one.
 *
 * <pre>
 *   Main               the list of commands, and the options of all of them
 *   session            the Spark session, shared options, errors and exit statuses
 *   check              init, validate, doctor, gradcheck, settings
 *   train              train, resume, tune
 *   model              evaluate, predict, inspect, export
 *   runs               runs, report, verify
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
