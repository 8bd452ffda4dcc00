/** Files of text, where Spark's messages about a row do not say which line it is. */
@NullMarked
package org.lockstep.data.table.text;

import org.jspecify.annotations.NullMarked;
