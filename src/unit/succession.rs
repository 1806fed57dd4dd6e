//! Chains of units: each under another 上级, or come from others 前身.

use std::collections::BTreeSet;

/// How far a walk over the links has come with a unit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Walk {
    Ahead,
    OnPath,
    Done,
}

/// Cuts every link by which a unit would lead to itself, and tells the units: each list holds the units that the unit
/// of its place leads to. Linear in links, and without recursion: a hostile roster may be one long chain.
pub fn break_cycles(links: &mut [Vec<usize>]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut walks = vec![Walk::Ahead; links.len()];
    for start in 0..links.len() {
        // Units on the way from the start, each with the number of its links that were followed.
        let mut path = vec![(start, 0)];
        if walks[start] == Walk::Done {
            continue;
        }
        walks[start] = Walk::OnPath;
        while let Some((unit, followed)) = path.last_mut() {
            let Some(&next) = links[*unit].get(*followed) else {
                walks[*unit] = Walk::Done;
                path.pop();
                continue;
            };
            if walks[next] == Walk::OnPath {
                links[*unit].remove(*followed);
                found.insert(next);
                continue;
            }
            *followed += 1;
            if walks[next] == Walk::Ahead {
                walks[next] = Walk::OnPath;
                path.push((next, 0));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(links: &[&[usize]], cut: &[&[usize]], expected: &[usize]) {
        let mut links: Vec<Vec<usize>> = links.iter().map(|links| links.to_vec()).collect();
        let found = break_cycles(&mut links);
        assert_eq!(links, cut);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_unit_that_leads_to_itself_is_found_and_the_last_link_cut() {
        case(&[&[0]], &[&[]], &[0]);
        case(&[&[1], &[0]], &[&[1], &[]], &[0]);
        case(&[&[1], &[2], &[1, 3], &[]], &[&[1], &[2], &[3], &[]], &[1]);
        case(&[&[1, 2], &[0], &[0]], &[&[1, 2], &[], &[]], &[0]);
    }

    #[test]
    fn units_that_meet_again_are_no_cycle() {
        // Split in two, and merged again.
        case(&[&[1, 2], &[3], &[3], &[]], &[&[1, 2], &[3], &[3], &[]], &[]);
    }

    #[test]
    fn a_chain_may_be_long() {
        let mut links: Vec<Vec<usize>> = (1..=300_000).map(|next| vec![next % 300_000]).collect();
        assert_eq!(break_cycles(&mut links), BTreeSet::from([0]));
    }
}
