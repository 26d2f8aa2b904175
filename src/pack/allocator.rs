//! An allocator in 300 bytes of code: a list of free blocks for each power of two.
//!
//! A block serves blocks of its size alone, so nothing is searched, split or joined. The module holds
//! at most what was in use of each size at one time: for frames as long as the limit allows, with all
//! that their growing left behind, a third more than the limit where that is a power of two, and less
//! than three times as much where it is not.

#![allow(unsafe_code, reason = "it hands out memory")]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

/// Atomics, because a `static` may hold them; a module has one thread.
pub(super) struct Allocator {
    /// The free blocks of 2ⁿ bytes, for each n.
    free: [AtomicPtr<FreeBlock>; 32],
    /// Where the memory begins that no block has been cut from; 0 before the first one.
    uncut: AtomicUsize,
}

/// What a free block begins with: the next one.
struct FreeBlock(*mut Self);

impl Allocator {
    pub(super) const fn new() -> Self {
        Self {
            free: [const { AtomicPtr::new(null_mut()) }; 32],
            uncut: AtomicUsize::new(0),
        }
    }

    #[allow(clippy::indexing_slicing, reason = "there is a list for each power")]
    fn list(&self, power: u32) -> &AtomicPtr<FreeBlock> {
        &self.free[power as usize]
    }

    /// Cuts off a block, from more memory if there is not enough.
    fn cut(&self, size: usize) -> *mut u8 {
        let start = self
            .uncut
            .load(Relaxed)
            .max((&raw const __heap_base).addr());
        let missing = size.saturating_sub(memory_size(0) * PAGE - start);
        if memory_grow(0, missing.div_ceil(PAGE)) == usize::MAX {
            return null_mut();
        }
        self.uncut.store(start + size, Relaxed);
        core::ptr::with_exposed_provenance_mut(start)
    }
}

// SAFETY: a block is in use or in the list of its size, never both; its address is a multiple of
// ALIGNMENT because every block's size is, and the end of the linker's part of the memory.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let power = power(layout);
        let list = self.list(power);
        let block = list.load(Relaxed);
        if block.is_null() {
            return self.cut(1 << power);
        }
        // SAFETY: a free block is nobody else's.
        list.store(unsafe { (*block).0 }, Relaxed);
        block.cast()
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let list = self.list(power(layout));
        let block = block.cast::<FreeBlock>();
        // SAFETY: the caller gives it away, and no block is smaller than this.
        unsafe { block.write(FreeBlock(list.load(Relaxed))) };
        list.store(block, Relaxed);
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller answers for `block`, `layout` and `size`.
        unsafe {
            let wanted = Layout::from_size_align_unchecked(size, layout.align());
            if power(wanted) == power(layout) {
                return block;
            }
            let moved = self.alloc(wanted);
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, layout.size().min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}

/// The n of the 2ⁿ bytes that this needs.
fn power(layout: Layout) -> u32 {
    usize::BITS - (layout.size().max(ALIGNMENT) - 1).leading_zeros()
}

/// As much as a type of ours, or of the standard library, can ask for.
const ALIGNMENT: usize = 8;
const PAGE: usize = 1 << 16;

unsafe extern "C" {
    /// The first address that the linker has no use for.
    static __heap_base: u8;
}
