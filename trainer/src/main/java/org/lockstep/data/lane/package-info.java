/**
 * The second pass: rows in the order of a seeded hash of their content, dealt to lanes and kept in
 * blocks, in memory or on disk; and which of a lane's examples belong to which mini-batch.
 */
@NullMarked
package org.lockstep.data.lane;

import org.jspecify.annotations.NullMarked;
