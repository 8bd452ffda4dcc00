/** Where the rows of a table are, and how they are read. */
@NullMarked
package org.lockstep.settings.table;

import org.jspecify.annotations.NullMarked;
