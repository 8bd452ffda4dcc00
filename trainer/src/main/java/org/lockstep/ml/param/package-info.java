/** Parameters of Spark ML in Java: setters that can be chained, and stages that are read again. */
@NullMarked
package org.lockstep.ml.param;

import org.jspecify.annotations.NullMarked;
