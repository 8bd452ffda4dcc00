/**
 * What Lockstep costs, measured: one class a table of scripts/benchmark, one a peer that runs in a
 * JVM of its own. Peers of other kinds are in scripts/peers. Not a part of the jar.
 */
package org.lockstep.jobs.benchmark;
