/**
 * What a setting is: a key, the values that it takes, a default and a sentence of meaning; and how
 * the text of a file, a flag or a parameter becomes a checked value. No setting is declared here:
 * each is declared beside the code that uses it, and {@code org.lockstep.settings} lists them all.
 */
@NullMarked
package org.lockstep.settings.value;

import org.jspecify.annotations.NullMarked;
