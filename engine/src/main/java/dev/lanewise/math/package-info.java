/** What all formulas are made of: functions of one float, and the numbers that formulas have. */
package dev.lanewise.math;
