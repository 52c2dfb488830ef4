//! Norwegian boundary words: those of Danish, which abbreviates alike. Give Norwegian a list of its own
//! once a word needs to differ.

pub(super) use super::da::DA as NO;
