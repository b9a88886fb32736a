package dev.retort.accounts;

/**
 * Numbers of wrong passwords that were given lately, as far as they speak against one more try.
 *
 * @param known whether the account has signed in from this address before
 * @param here those for this name from this address
 * @param ofName those for this name from all addresses that the account has never signed in from
 * @param ofAddress those of this address for all names, but for accounts that have signed in from it
 */
record FailedTries(boolean known, long here, long ofName, long ofAddress) {
    /** Whether one more may be made. Strangers lock out strangers only: where somebody has signed in before, only what was tried there counts. */
    boolean mayTry(AccountsConfig limits) {
        return known
                ? here < limits.failuresOfName()
                : ofName < limits.failuresOfName() && ofAddress < limits.failuresOfAddress();
    }
}
