/**
 * Opens tables in whatever format or place they are: files of several formats, tables of Spark's
 * catalog, queries, and any data source of Spark. What a value is does not depend on the format.
 */
@NullMarked
package org.lockstep.data.source;

import org.jspecify.annotations.NullMarked;
