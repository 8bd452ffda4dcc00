/**
 * The settings {@code data}: which tables, which columns and rows of them, and how they are
 * encoded.
 */
@NullMarked
package org.lockstep.settings.data;

import org.jspecify.annotations.NullMarked;
