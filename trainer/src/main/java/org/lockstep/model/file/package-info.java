/** Small files on a local disk or any Hadoop file system, written whole or not at all. */
@NullMarked
package org.lockstep.model.file;

import org.jspecify.annotations.NullMarked;
