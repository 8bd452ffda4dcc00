/** A real browser for tests of pages. */
package org.lockstep.jobs.browser;
