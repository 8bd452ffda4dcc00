/**
 * The command line: thin, one class a command.
 *
 * <p>A command reads its settings, opens a Spark session, hands both to the library and prints what
 * comes back. It may import everything below; nothing imports it.
 */
@NullMarked
package org.lockstep.jobs;

import org.jspecify.annotations.NullMarked;
